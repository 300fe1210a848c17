using System.Net;
using LambdaImage.Diagnostics;
using LambdaImage.Oci;
using LambdaImage.Registries;

namespace LambdaImage.Engines;

/// <summary>
/// Why a registry did not give an image. Engines pass on what the registry said as text, the status only now and then, and
/// each in a text of its own; so the text is what is looked at.
/// </summary>
internal static class RegistryFailure
{
    private static readonly (DiagnosticDescriptor Descriptor, string[] Texts)[] Kinds =
    [
        (DiagnosticCodes.RegistryRateLimited, ["toomanyrequests", "too many requests", "rate exceeded", "rate limit", "statuscode: 429"]),
        (DiagnosticCodes.RegistryUnauthorized, ["no basic auth credentials"]),
        (DiagnosticCodes.RegistryForbidden, ["token has expired", "403 forbidden", "status: 403", "statuscode: 403", "access forbidden"]),
        (DiagnosticCodes.BaseImageNotFound, ["manifest unknown", "not found", "name unknown", "does not exist", "no matching manifest"]),
        (DiagnosticCodes.RegistryUnauthorized, ["unauthorized", "authentication required", "statuscode: 401"]),
        (DiagnosticCodes.RegistryForbidden, ["denied", "forbidden"]),
        (DiagnosticCodes.RegistryUnreachable,
        [
            "no such host", "connection refused", "connection reset", "timeout", "deadline exceeded", "network is unreachable",
            "no route to host", "server gave http response to https client", "x509", "tls:", "request canceled", "lookup ", ": eof", "unexpected eof",
        ]),
    ];

    /// <summary>Makes the failure that fits what the engine said.</summary>
    /// <param name="image">The image.</param>
    /// <param name="endpoint">The engine's endpoint.</param>
    /// <param name="error">The engine's message.</param>
    /// <param name="status">The status of the engine's response, if it had one.</param>
    /// <param name="innerException">What it was caused by.</param>
    /// <returns>The failure.</returns>
    public static LambdaImageException Of(
        ImageReference image,
        string endpoint,
        string error,
        HttpStatusCode? status = null,
        Exception? innerException = null)
    {
        var descriptor = Kind(error, status);
        return new(descriptor, Message(descriptor, image, endpoint, Display.Clause(error)), innerException: innerException);
    }

    private static DiagnosticDescriptor Kind(string error, HttpStatusCode? status) =>
        Array.Find(Kinds, kind => kind.Texts.Any(text => error.Contains(text, StringComparison.OrdinalIgnoreCase))).Descriptor
        ?? status switch
        {
            HttpStatusCode.Unauthorized => DiagnosticCodes.RegistryUnauthorized,
            HttpStatusCode.Forbidden => DiagnosticCodes.RegistryForbidden,
            HttpStatusCode.NotFound => DiagnosticCodes.BaseImageNotFound,
            HttpStatusCode.TooManyRequests => DiagnosticCodes.RegistryRateLimited,
            _ => DiagnosticCodes.PullFailed,
        };

    private static string Message(DiagnosticDescriptor descriptor, ImageReference image, string endpoint, string error)
    {
        var (what, mend) = descriptor.Code switch
        {
            var code when code == DiagnosticCodes.BaseImageNotFound.Code =>
                ($"is neither on the engine at {endpoint} nor in its registry",
                RequestFailure.NotFoundAdvice(image)),
            var code when code == DiagnosticCodes.RegistryUnauthorized.Code =>
                ("was refused by its registry, which wants a login", $"Log in: {RequestFailure.LoginTo(image.Registry)}."),
            var code when code == DiagnosticCodes.RegistryForbidden.Code =>
                ("was refused by its registry, which does not accept the login that was sent or allow it this image",
                RequestFailure.ForbiddenAdvice(image)),
            var code when code == DiagnosticCodes.RegistryRateLimited.Code =>
                ("was refused by its registry, which has had too many requests",
                RequestFailure.RateLimitAdvice(image)),
            var code when code == DiagnosticCodes.RegistryUnreachable.Code =>
                ($"can't be pulled, because the engine at {endpoint} does not reach its registry",
                $"Check the engine's network and proxy, or name a mirror that it reaches: {RequestFailure.WhereMirrorsAreNamed}."),
            _ => ($"could not be pulled by the engine at {endpoint}", "The engine's log may say more."),
        };
        return $"The base image {image} {what}: {error}. {mend}";
    }
}
