using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace LambdaImage.Http;

/// <summary>Makes the clients for all that is downloaded or uploaded.</summary>
internal static class HttpClients
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(15);
    /// <summary>What requests say of who sends them.</summary>
    public static string UserAgent { get; } = "LambdaImage.Tasks/" + typeof(HttpClients).Assembly.GetName().Version!.ToString(3);

    /// <summary>The proxy for an address, by environment or system.</summary>
    /// <param name="address">The address.</param>
    /// <returns>The proxy's address; <see langword="null"/> to go straight there.</returns>
    public static Uri? ProxyOf(Uri address) =>
        HttpClient.DefaultProxy.IsBypassed(address) ? null : HttpClient.DefaultProxy.GetProxy(address);

    /// <summary>Makes a client.</summary>
    /// <param name="certificates">Which roots to trust; the system's if not set.</param>
    /// <param name="proxy">The proxy; if not set, the one that HttpClient finds in environment or system.</param>
    /// <returns>The client.</returns>
    [SuppressMessage("Reliability", "CA2000:Dispose objects before losing scope", Justification = "The client disposes of its handler.")]
    public static HttpClient Create(TrustedCertificates? certificates, IWebProxy? proxy)
    {
        var client = new HttpClient(CreateHandler(certificates, proxy), disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd(UserAgent);
        return client;
    }

    /// <summary>Makes a handler. It follows no redirect and limits nothing but how long connecting takes.</summary>
    /// <param name="certificates">Which roots to trust; the system's if not set.</param>
    /// <param name="proxy">The proxy; if not set, the one that HttpClient finds in environment or system.</param>
    /// <returns>The handler.</returns>
    public static SocketsHttpHandler CreateHandler(TrustedCertificates? certificates, IWebProxy? proxy)
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
        return handler;
    }
}
