using System.Net;

namespace LambdaImage.LayerVersions;

/// <summary>What downloads need of the world around them. Tests bring their own.</summary>
internal sealed record LayerVersionServices
{
    /// <summary>Signs requests; <see langword="null"/> to do so with the credentials that AWS tools would find.</summary>
    public IRequestSigner? Signer { get; init; }

    /// <summary>The proxy; <see langword="null"/> for the one that HttpClient finds.</summary>
    public IWebProxy? Proxy { get; init; }

    /// <summary>The clock by which tries are spaced.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>How long to wait for a server to say something.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);
}
