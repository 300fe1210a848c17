using System.Net;

namespace LambdaImage.Engines;

/// <summary>The engine refused a request that was made without the client library.</summary>
/// <param name="status">The status of its answer.</param>
/// <param name="body">The body of its answer.</param>
public sealed class EngineErrorException(HttpStatusCode status, string body) : Exception
{
    /// <summary>The status of its answer.</summary>
    public HttpStatusCode Status => status;

    /// <summary>The engine's own words, or the status for want of them.</summary>
    public string Words => EngineFailure.Words(body, status);
}
