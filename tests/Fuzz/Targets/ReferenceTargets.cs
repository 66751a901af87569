using System.Text;
using Sharpbuild.Linux.Files;
using Sharpbuild.Oci;
using Sharpbuild.Oci.Json;
using Sharpbuild.Oci.Model;
using Sharpbuild.Oci.Registry;
using Sharpbuild.TestSupport;

namespace Sharpbuild.Fuzz.Targets;

/// <summary>The small grammars: references, digests, platforms, times, challenges, and the docker configuration.</summary>
internal static class ReferenceTargets
{
    private static readonly string[] Names =
    [
        "busybox", "docker.io/library/busybox:1.36", "localhost:5000/a/b_c--d.e:tag@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "[::1]:80/x", "linux/arm64/v8", "2024-02-29T23:59:60.123456789+01:00",
        "Bearer realm=\"https://auth.example/token\",service=\"registry\",scope=\"repository:a/b:pull,push\", Basic realm=x",
    ];

    private static readonly string[] NameTokens = [":", "/", "@", ".", "-", "_", "__", "sha256:", "sha512:", "[", "]", "..", "//", "A", "0", "\"", "\\\"", ",", "=", " ", "Bearer ", "Basic ", "realm=", "T", "Z", "+", "é", "\0"];

    private static readonly string[] DockerConfigurations =
    [
        """{"auths":{"registry.example":{"auth":"dXNlcjpwYXNz"},"https://index.docker.io/v1/":{"username":"u","password":"p"},"b:5000":{"identitytoken":"t"}},"HttpHeaders":{"X":"y"}}""",
    ];

    private static readonly string[] DockerTokens = ["{", "}", "null", "\"auths\":{", "\"auth\":", "\"dXNlcg==\"", "\"OnBuild\"", "\"\"", "[", "]", ":", ",", "\\u0000", "\"registry.example\":", "1"];

    private static readonly TemporaryDirectory Place = TemporaryDirectory.UntilExit("docker");

    public static FuzzTarget References() => new("reference", DockerfileSeeds.Bytes(Names), DockerfileSeeds.Bytes(NameTokens), ReadName) { LongestInput = 300 };

    public static FuzzTarget DockerConfiguration() =>
        new("docker-config", DockerfileSeeds.Bytes(DockerConfigurations), DockerfileSeeds.Bytes(DockerTokens), ReadDockerConfiguration) { LongestInput = 400, IsRepeatable = false };

    private static void ReadName(byte[] input)
    {
        string text = Encoding.UTF8.GetString(input);
        if (ImageReference.TryParse(text, out ImageReference? reference) && (!ImageReference.TryParse(reference.ToString(), out ImageReference? again) || again.ToString() != reference.ToString()))
        {
            throw new InvalidOperationException($"the reference {reference} reads otherwise");
        }

        if (Digest.TryParse(text, out Digest digest) && digest.ToString() != text)
        {
            throw new InvalidOperationException($"the digest {digest}");
        }

        if (Platform.TryParse(text, out Platform? platform) && !Platform.TryParse(platform.ToString(), out _))
        {
            throw new InvalidOperationException($"the platform {platform}");
        }

        if (Rfc3339.TryParse(text, out UnixTime time) && (!Rfc3339.TryParse(Rfc3339.Format(time), out UnixTime same) || same != time))
        {
            throw new InvalidOperationException($"the time {time}");
        }

        AuthChallenge.ParseAll(text);
    }

    private static void ReadDockerConfiguration(byte[] input)
    {
        File.WriteAllBytes(Place.At("config.json"), input);
        try
        {
            CredentialStore store = new(new RegistryOptions { DockerConfigHostPath = Place.HostPath });
            store.Find("registry.example");
            store.Find("docker.io");
        }
        catch (RegistryException)
        {
            // What is said to a malformed file.
        }
    }
}
