using System.Globalization;

namespace Sharpbuild.Dockerfiles;

/// <summary>Takes the options of a mount in order; some are judged by the type seen so far.</summary>
internal sealed class RunMountBuilder
{
    private static readonly string[] KindNames = ["bind", "cache", "tmpfs", "secret", "ssh"];

    private MountKind _kind = MountKind.Bind;
    private string? _target;
    private string? _source;
    private string? _from;
    private string? _id;
    private string? _environmentVariable;
    private bool? _readOnly;
    private CacheSharing? _sharing;
    private int? _mode;
    private uint? _userId;
    private uint? _groupId;
    private long? _sizeInBytes;
    private bool _required;

    private string KindName => _kind.ToString().ToLowerInvariant();

    /// <summary>Takes one option; returns what is wrong with it, or null.</summary>
    public string? Set(string key, string value)
    {
        switch (key)
        {
            case "type":
                return RunMount.TryParseKind(value, out _kind) ? null : Unknown("mount type", value, KindNames);
            case "from":
                _from = value;
                return null;
            case "source" or "src":
                _source = value;
                return null;
            case "target" or "dst" or "destination":
                _target = value;
                return null;
            case "id":
                _id = value;
                return null;
            case "env":
                _environmentVariable = value;
                return null;
            case "readonly" or "ro":
                return SetReadOnly(key, value, whenTrue: true);
            case "readwrite" or "rw":
                return SetReadOnly(key, value, whenTrue: false);
            default:
                return SetTyped(key, value);
        }
    }

    /// <summary>Judges the options together; returns what is wrong, or null.</summary>
    public string? Check()
    {
        if (_kind is MountKind.Bind or MountKind.Tmpfs && (_mode ?? (long?)_userId ?? _groupId) is not null)
        {
            string key = _mode is not null ? "mode" : _userId is not null ? "uid" : "gid";
            return $"mount option \"{key}\" is not for type {KindName}";
        }

        if (_sharing is not null && _kind != MountKind.Cache)
        {
            return $"mount option \"sharing\" is not for type {KindName}";
        }

        return _kind == MountKind.Secret ? CheckSecret() : null;
    }

    public RunMount ToMount() => new(
        _kind,
        _target,
        _source,
        _from,
        _id,
        _readOnly ?? _kind is not (MountKind.Cache or MountKind.Tmpfs),
        _sharing,
        _mode,
        _userId,
        _groupId,
        _sizeInBytes,
        _required,
        _environmentVariable);

    private string? CheckSecret()
    {
        if (!string.IsNullOrEmpty(_from))
        {
            return "mount option \"from\" is not for type secret";
        }

        bool hasSource = !string.IsNullOrEmpty(_source);
        bool hasId = !string.IsNullOrEmpty(_id);
        if (hasSource && hasId)
        {
            return "a secret mount has an id or a source, not both";
        }

        return hasSource || hasId || !string.IsNullOrEmpty(_target) ? null : "a secret mount needs an id, a source or a target";
    }

    private string? SetReadOnly(string key, string value, bool whenTrue)
    {
        if (!TryParseSwitch(value, out bool isSet))
        {
            return Invalid(key, value);
        }

        _readOnly = isSet == whenTrue;
        return null;
    }

    private string? SetTyped(string key, string value) => key switch
    {
        "required" when _kind is MountKind.Secret or MountKind.Ssh => TryParseSwitch(value, out _required) ? null : Invalid(key, value),
        "size" when _kind is MountKind.Tmpfs => ByteSize.TryParse(value, out _sizeInBytes) ? null : Invalid(key, value),
        "required" or "size" => $"mount option \"{key}\" is not for type {KindName}; \"type\" must come first",
        "sharing" => SetSharing(value),
        "mode" => TryParseOctal(value, out _mode) ? null : Invalid(key, value),
        "uid" => TryParseId(value, out _userId) ? null : Invalid(key, value),
        "gid" => TryParseId(value, out _groupId) ? null : Invalid(key, value),
        _ => $"unknown mount option \"{key}\"",
    };

    private string? SetSharing(string value)
    {
        _sharing = value.ToLowerInvariant() switch
        {
            "shared" => CacheSharing.Shared,
            "private" => CacheSharing.Private,
            "locked" => CacheSharing.Locked,
            _ => null,
        };
        return _sharing is null ? Unknown("sharing", value, ["shared", "private", "locked"]) : null;
    }

    private static string Invalid(string key, string value) => $"invalid value \"{value}\" of mount option \"{key}\"";

    private static string Unknown(string what, string value, string[] known)
    {
        string hint = Suggestions.DidYouMean(value, known) ?? $"one of: {string.Join(", ", known)}";
        return $"unknown {what} \"{value}\" ({hint})";
    }

    private static bool TryParseId(string text, out uint? id)
    {
        bool isNumber = uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint value);
        id = isNumber ? value : null;
        return isNumber;
    }

    private static bool TryParseOctal(string text, out int? mode)
    {
        bool isOctal = text.Length is > 0 and <= 10 && !text.AsSpan().ContainsAnyExceptInRange('0', '7');
        mode = isOctal ? Convert.ToInt32(text, 8) : null;
        return isOctal;
    }

    private static bool TryParseSwitch(string text, out bool value)
    {
        value = text is "1" or "t" or "T" or "true" or "TRUE" or "True";
        return value || text is "0" or "f" or "F" or "false" or "FALSE" or "False";
    }
}
