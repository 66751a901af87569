using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sharpbuild.TestSupport;

/// <summary>A certificate that signs itself, for one host name, with its key in files.</summary>
public sealed class TestCertificate
{
    /// <summary>Makes the certificate.</summary>
    public TestCertificate(TemporaryDirectory directory, string hostName)
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new($"CN={hostName}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(hostName);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(90));
        CertificatePath = directory.Write($"{hostName}.crt", certificate.ExportCertificatePem());
        KeyPath = directory.Write($"{hostName}.key", key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>The file with the certificate.</summary>
    public string CertificatePath { get; }

    /// <summary>The file with its private key.</summary>
    public string KeyPath { get; }
}
