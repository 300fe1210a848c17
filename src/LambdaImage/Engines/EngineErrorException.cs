using System.Net;

namespace LambdaImage.Engines;

/// <summary>The engine responded with an error to a request that was made without the client library.</summary>
/// <param name="status">The status of its response.</param>
/// <param name="body">The body of its response.</param>
public sealed class EngineErrorException(HttpStatusCode status, string body) : Exception
{
    /// <summary>The status of its response.</summary>
    public HttpStatusCode Status => status;

    /// <summary>The engine's message; the status if there is none.</summary>
    public string EngineMessage => EngineFailure.MessageIn(body, status);
}
