using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using LambdaImage.Diagnostics;

namespace LambdaImage.Http;

/// <summary>Root certificates to trust instead of the system's.</summary>
internal sealed class TrustedCertificates
{
    private readonly X509Certificate2Collection _roots;

    private TrustedCertificates(X509Certificate2Collection roots) => _roots = roots;

    /// <summary>How a server's certificate is checked against them.</summary>
    public X509ChainPolicy Policy
    {
        get
        {
            // As HttpClient does without a policy, revocation is not asked for; behind a proxy it usually can't be.
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.AddRange(_roots);
            return policy;
        }
    }

    /// <summary>Reads a bundle.</summary>
    /// <param name="path">A PEM file, or empty.</param>
    /// <returns>The certificates, or <see langword="null"/> without a bundle.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2004: it can't be read.</exception>
    public static TrustedCertificates? Read(string? path)
    {
        if (string.IsNullOrEmpty(path))
        {
            return null;
        }

        try
        {
            var roots = new X509Certificate2Collection();
            roots.ImportFromPemFile(path);
            return roots.Count > 0 ? new(roots) : throw Unreadable(path, "it holds no certificate", null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw Unreadable(path, exception.Message, exception);
        }
    }

    private static LambdaImageException Unreadable(string path, string why, Exception? exception) => new(
        DiagnosticCodes.InvalidPropertyValue,
        $"AWS_CA_BUNDLE is {Display.Quote(path)}, which can't be read as a PEM file of certificates: {Display.Sentence(why)} Correct or unset it.",
        innerException: exception);
}
