namespace Sharpbuild.Dockerfiles.Ignore;

/// <summary>Walks a string by code points; an unpaired surrogate counts as one.</summary>
internal static class CodePoints
{
    public static int Next(ReadOnlySpan<char> text, ref int position)
    {
        char first = text[position++];
        if (char.IsHighSurrogate(first) && position < text.Length && char.IsLowSurrogate(text[position]))
        {
            return char.ConvertToUtf32(first, text[position++]);
        }

        return first;
    }
}
