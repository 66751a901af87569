using System.Diagnostics;

namespace Sharpbuild.TestSupport;

/// <summary>Debian's registry on a free loopback port.</summary>
public sealed class RegistryServer : IDisposable
{
    private readonly Process _process;

    /// <summary>Starts it.</summary>
    /// <param name="directory">Where it keeps its data.</param>
    /// <param name="auth">The <c>auth</c> section of its configuration.</param>
    /// <param name="certificate">The certificate for https; null for http.</param>
    public RegistryServer(TemporaryDirectory directory, string auth = "", TestCertificate? certificate = null)
    {
        Requires.Program("docker-registry");
        string tls = certificate is null ? "" : $", tls: {{certificate: {certificate.CertificatePath}, key: {certificate.KeyPath}}}";
        string config = directory.Write("registry.yml", $$$"""
            version: 0.1
            storage: {filesystem: {rootdirectory: {{{directory.MakeDirectory("registry")}}} }, delete: {enabled: true}}
            http: {addr: "127.0.0.1:0"{{{tls}}} }
            {{{auth}}}
            """);
        _process = ProcessRunner.Start("docker-registry", ["serve", config]);
        Address = ReadAddress();
        _ = _process.StandardError.ReadToEndAsync();
        _ = _process.StandardOutput.ReadToEndAsync();
    }

    /// <summary>Host and port.</summary>
    public string Address { get; }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private string ReadAddress()
    {
        const string Marker = "listening on ";
        while (_process.StandardError.ReadLine() is { } line)
        {
            int at = line.IndexOf(Marker, StringComparison.Ordinal);
            if (at >= 0)
            {
                return line[(at + Marker.Length)..].Split(['"', ' ', ','])[0];
            }
        }

        throw new InvalidOperationException("the registry did not start");
    }
}
