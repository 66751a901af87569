namespace Sharpbuild.Oci.Registry;

/// <summary>What proves who the user is to one registry.</summary>
/// <param name="User">The user's name, empty with an identity token.</param>
/// <param name="Password">The password, or the identity token.</param>
/// <param name="IsIdentityToken">Whether it is an OAuth 2 refresh token.</param>
internal sealed record Credentials(string User, string Password, bool IsIdentityToken)
{
    /// <summary>Never shows the secret.</summary>
    public override string ToString() => $"credentials of \"{User}\"";
}
