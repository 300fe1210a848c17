using System.Net;

namespace LambdaImage.Registries;

/// <summary>A registry was asked, and did not give what it was asked for.</summary>
/// <param name="message">Why, as part of a sentence.</param>
/// <param name="innerException">What it was caused by.</param>
public sealed class RegistryException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>The status of its response; <see langword="null"/> if there was none, or it was not the reason.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>Whether the registry was not reached, or the connection broke.</summary>
    public bool IsUnreachable { get; init; }

    /// <summary>Whether what it sent has another digest or size than it should.</summary>
    public bool IsWrongContent { get; init; }

    /// <summary>Whether a manifest names a part that the registry lacks.</summary>
    public bool LacksPart { get; init; }
}
