namespace Sharpbuild.Builder.Contexts;

/// <summary>A line of passwd(5).</summary>
/// <param name="Name">The user's name.</param>
/// <param name="UserId">The user's number.</param>
/// <param name="GroupId">The number of the primary group.</param>
/// <param name="Home">The home directory.</param>
public sealed record PasswdEntry(string Name, uint UserId, uint GroupId, string Home);
