using System.Collections.Immutable;
using System.Text;

namespace Sharpbuild.Dockerfiles.Expansion;

/// <summary>Divides what an expansion gives out into words.</summary>
internal sealed class WordCollector
{
    private readonly StringBuilder _word = new();
    private readonly ImmutableArray<string>.Builder _words = ImmutableArray.CreateBuilder<string>();

    /// <summary>Adds characters of which blanks part words.</summary>
    public void Add(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (!char.IsWhiteSpace(c))
            {
                _word.Append(c);
            }
            else
            {
                EndWord();
            }
        }
    }

    /// <summary>Adds characters of which blanks belong to the word.</summary>
    public void AddRaw(ReadOnlySpan<char> text) => _word.Append(text);

    public ImmutableArray<string> Finish()
    {
        EndWord();
        return _words.ToImmutable();
    }

    private void EndWord()
    {
        if (_word.Length > 0)
        {
            _words.Add(_word.ToString());
            _word.Clear();
        }
    }
}
