namespace Sharpbuild.Oci.Layers;

/// <summary>Reads the map of GNU's sparse format 1.0: the count of extents, then offset and length of each, one decimal number a line.</summary>
internal sealed class SparseMapParser(List<SparseExtent> extents)
{
    private long? _number;
    private long? _offset;
    private long _count = -1;

    /// <summary>Whether all extents are read.</summary>
    public bool IsComplete => _count == extents.Count;

    /// <summary>Reads on; what follows the last number is ignored.</summary>
    /// <returns>False if the map is malformed.</returns>
    public bool TryAdd(ReadOnlySpan<byte> block)
    {
        foreach (byte character in block)
        {
            if (IsComplete)
            {
                return true;
            }

            if (character is >= (byte)'0' and <= (byte)'9' && _number is null or < long.MaxValue / 10)
            {
                _number = ((_number ?? 0) * 10) + (character - '0');
            }
            else if (character != '\n' || !TryEndNumber())
            {
                return false;
            }
        }

        return true;
    }

    private bool TryEndNumber()
    {
        if (_number is not { } number)
        {
            return false;
        }

        _number = null;
        if (_count < 0)
        {
            _count = number;
            return number <= SparseExtent.Most;
        }

        if (_offset is { } offset)
        {
            extents.Add(new SparseExtent(offset, number));
            _offset = null;
        }
        else
        {
            _offset = number;
        }

        return true;
    }
}
