using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace LambdaImage.Http;

/// <summary>Makes the clients for all that is downloaded or uploaded.</summary>
internal static class HttpClients
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);
    private static readonly string UserAgent = "LambdaImage.Tasks/" + typeof(HttpClients).Assembly.GetName().Version!.ToString(3);

    /// <summary>Makes a client. It follows no redirect and limits nothing but how long connecting takes.</summary>
    /// <param name="certificates">Which roots to trust; the system's if not set.</param>
    /// <param name="proxy">The proxy; if not set, the one that HttpClient finds in environment or system.</param>
    /// <returns>The client.</returns>
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The client disposes of its handler.")]
    public static HttpClient Create(TrustedCertificates? certificates, IWebProxy? proxy)
    {
        var handler = new SocketsHttpHandler
        {
            // A redirect would take credentials along to wherever it leads.
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = ConnectTimeout,
            Proxy = proxy,
        };
        handler.SslOptions.CertificateChainPolicy = certificates?.Policy;
        var client = new HttpClient(handler, disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd(UserAgent);
        return client;
    }
}
