using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Anchor.Web.VcApi.Conformance;

/// <summary>A certificate that the host signs itself, for HTTPS on loopback.</summary>
internal static class LoopbackCertificate
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);
    private static readonly TimeSpan Spare = TimeSpan.FromDays(7);

    /// <summary>Reads the certificate, or makes one where there is none that lasts another week.</summary>
    /// <param name="file">PEM; the key stands beside it in FILE.key, readable by its owner alone.</param>
    /// <param name="clock">Says which time it is.</param>
    public static X509Certificate2 Open(string file, TimeProvider clock)
    {
        var key = file + ".key";
        if (File.Exists(file) && File.Exists(key))
        {
            var present = X509Certificate2.CreateFromPemFile(file, key);
            if (present.NotAfter.ToUniversalTime() > clock.GetUtcNow().UtcDateTime + Spare) return present;
            present.Dispose();
        }
        Make(file, key, clock.GetUtcNow());
        return X509Certificate2.CreateFromPemFile(file, key);
    }

    private static void Make(string file, string keyFile, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        using var certificate = request.CreateSelfSigned(now.AddHours(-1), now + Lifetime);

        var secret = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) secret.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(keyFile, secret)) writer.Write(key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(file, certificate.ExportCertificatePem());
    }
}
