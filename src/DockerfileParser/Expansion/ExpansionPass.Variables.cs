using System.Globalization;
using System.Text;

namespace Sharpbuild.Dockerfiles.Expansion;

/// <content>The forms <c>$x</c> and <c>${x…}</c>.</content>
internal sealed partial class ExpansionPass
{
    private const string SpecialParameters = "@*#?-$!0";

    private bool KeepsUnset => options.HasFlag(ExpansionOptions.KeepUnset);

    private string TakeVariable()
    {
        _position++;
        if (!AtEnd && text[_position] == '{')
        {
            _position++;
            return TakeBraced();
        }

        string name = TakeName();
        if (name.Length == 0)
        {
            return "$";
        }

        return Look(name) ?? (KeepsUnset ? "$" + name : "");
    }

    private string TakeBraced()
    {
        if (AtEnd || text[_position] is '{' or '}' or ':')
        {
            throw new ExpansionException(AtEnd ? "missing \"}\"" : "bad substitution: no name after \"${\"");
        }

        string name = TakeName();
        char modifier = AtEnd ? '\0' : text[_position++];
        switch (modifier)
        {
            case '}':
                return Look(name) ?? (KeepsUnset ? $"${{{name}}}" : "");
            case ':':
                char second = AtEnd ? '\0' : text[_position++];
                return second is '#' or '%' ? throw Unsupported($":{second}") : TakeModified(name, second, true);
            case '+' or '-' or '?' or '#' or '%':
                return TakeModified(name, modifier, false);
            case '/':
                return TakeReplacement(name);
            case '\0':
                throw new ExpansionException("missing \"}\"");
            default:
                throw Unsupported($"{modifier}");
        }
    }

    private string TakeModified(string name, char modifier, bool emptyIsUnset)
    {
        string word = Nested('}', modifier is '#' or '%');
        string? value = Look(name);
        if (value is null && KeepsUnset)
        {
            return $"${{{name}{(emptyIsUnset ? ":" : "")}{modifier}{word}}}";
        }

        bool isThere = value is not null && !(emptyIsUnset && value.Length == 0);
        return modifier switch
        {
            '-' => isThere ? value ?? "" : word,
            '+' => isThere ? word : "",
            '?' => isThere ? value ?? "" : throw Required(name, word, value is null),
            '#' => Pattern(word, '#', out bool longest).TrimPrefix(value ?? "", longest),
            '%' => Pattern(word, '%', out bool longest).TrimSuffix(value ?? "", longest),
            _ => throw Unsupported($"{(emptyIsUnset ? ":" : "")}{modifier}"),
        };
    }

    private string TakeReplacement(string name)
    {
        bool replaceAll = !AtEnd && text[_position] == '/';
        _position += replaceAll ? 1 : 0;
        string pattern = Nested('/', true);
        string replacement = Nested('}', true);
        string? value = Look(name);
        return value is null && KeepsUnset
            ? $"${{{name}/{pattern}/{replacement}}}"
            : ShellPattern.Parse(pattern).Replace(value ?? "", replacement, replaceAll);
    }

    private string Nested(char stop, bool keepEscapes)
    {
        if (++_depth > DeepestNesting)
        {
            throw new ExpansionException("variables are nested too deeply");
        }

        string word = Process(stop, keepEscapes);
        _depth--;
        return word;
    }

    /// <summary>A number, one special parameter, or letters, digits and underscores.</summary>
    private string TakeName()
    {
        int start = _position;
        if (AtEnd)
        {
            return "";
        }

        bool isNumber = char.IsDigit(text[_position]);
        if (!isNumber && SpecialParameters.Contains(text[_position], StringComparison.Ordinal))
        {
            _position++;
            return text[start.._position];
        }

        while (!AtEnd && Rune.DecodeFromUtf16(text.AsSpan(_position), out Rune rune, out int length) == System.Buffers.OperationStatus.Done
            && (isNumber ? IsDigit(rune) : IsDigit(rune) || Rune.IsLetter(rune) || rune.Value == '_'))
        {
            _position += length;
        }

        return text[start.._position];
    }

    private string? Look(string name)
    {
        string? value = lookup(name);
        (value is null ? _unmatched : _matched).Add(name);
        return value;
    }

    private static bool IsDigit(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber;

    private static ShellPattern Pattern(string word, char modifier, out bool longest)
    {
        longest = word.StartsWith(modifier);
        return ShellPattern.Parse(longest ? word[1..] : word);
    }

    private static ExpansionException Required(string name, string word, bool isUnset)
    {
        string message = word.Length > 0 ? word : $"is not allowed to be {(isUnset ? "unset" : "empty")}";
        return new ExpansionException($"{name}: {message}");
    }

    private static ExpansionException Unsupported(string modifier) =>
        new($"\"{modifier}\" is not supported in a substitution");
}
