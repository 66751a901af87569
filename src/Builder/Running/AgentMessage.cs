using System.Buffers.Binary;
using System.Net.Sockets;

namespace Sharpbuild.Builder.Running;

/// <summary>Messages between ssh and its agent: a length in four bytes, a kind, a body.</summary>
/// <remarks>draft-miller-ssh-agent: requests 11 (list keys) and 13 (sign); answer 5 is failure.</remarks>
internal static class AgentMessage
{
    private const int MostBytes = 256 * 1024;
    private const int LengthSize = 4;
    private const byte ListKeys = 11;
    private const byte Sign = 13;

    /// <summary>The answer that refuses.</summary>
    public static readonly byte[] Failure = [0, 0, 0, 1, 5];

    /// <summary>Whether a step may send it.</summary>
    public static bool MayPass(byte[] message) => message.Length > LengthSize && message[LengthSize] is ListKeys or Sign;

    /// <summary>Sends a whole message.</summary>
    public static void Send(Socket socket, byte[] message)
    {
        for (int sent = 0; sent < message.Length;)
        {
            sent += socket.Send(message.AsSpan(sent));
        }
    }

    /// <summary>Receives a message with its length; null at the end, or where it is too long.</summary>
    public static byte[]? Receive(Socket socket)
    {
        byte[] length = new byte[LengthSize];
        if (!TryFill(socket, length))
        {
            return null;
        }

        uint count = BinaryPrimitives.ReadUInt32BigEndian(length);
        if (count is 0 or > MostBytes)
        {
            return null;
        }

        byte[] message = new byte[LengthSize + count];
        length.CopyTo(message, 0);
        return TryFill(socket, message.AsSpan(LengthSize)) ? message : null;
    }

    private static bool TryFill(Socket socket, Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int count = socket.Receive(buffer);
            if (count == 0)
            {
                return false;
            }

            buffer = buffer[count..];
        }

        return true;
    }
}
