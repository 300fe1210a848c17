using System.Net;
using LambdaImage.Diagnostics;
using LambdaImage.Oci;

namespace LambdaImage.Registries;

/// <summary>Says why a registry did not give or take an image, and what can be done.</summary>
internal static class RequestFailure
{
    /// <summary>The property that names another registry for the base image.</summary>
    public const string WhereMirrorsAreNamed = "in LambdaBaseImage if that is set, else in LambdaBaseImageRegistry";

    private const string PublicEcr = "public.ecr.aws";

    /// <summary>The failure to get an image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="exception">What the registry said.</param>
    /// <returns>The failure.</returns>
    public static LambdaImageException OfPull(ImageReference image, RegistryException exception)
    {
        var (descriptor, mend) = exception switch
        {
            { IsWrongContent: true } => (DiagnosticCodes.RegistryContentMismatch, "See what stands between this machine and the registry, such as a proxy that changes or caches downloads."),
            { IsUnreachable: true } => (DiagnosticCodes.RegistryUnreachable, $"Check the network, HTTPS_PROXY and NO_PROXY, or name a mirror: {WhereMirrorsAreNamed}."),
            { Status: HttpStatusCode.Unauthorized } => (DiagnosticCodes.RegistryUnauthorized, $"Log in: {LoginTo(image.Registry)}."),
            { Status: HttpStatusCode.Forbidden } => (DiagnosticCodes.RegistryForbidden, ForbiddenAdvice(image)),
            { Status: HttpStatusCode.NotFound } => (DiagnosticCodes.BaseImageNotFound, NotFoundAdvice(image)),
            { Status: HttpStatusCode.TooManyRequests } => (DiagnosticCodes.RegistryRateLimited, RateLimitAdvice(image)),
            _ => (DiagnosticCodes.PullFailed, "See the registry's status page, or its log."),
        };
        return new(descriptor, $"The base image {image} could not be fetched from its registry: {Display.Clause(exception.Message)}. {mend}", innerException: exception);
    }

    /// <summary>The failure to push an image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="exception">What the registry said.</param>
    /// <returns>The failure.</returns>
    public static LambdaImageException OfPush(ImageReference image, RegistryException exception)
    {
        var (descriptor, mend) = exception switch
        {
            { IsWrongContent: true } => (DiagnosticCodes.RegistryContentMismatch, "See what stands between this machine and the registry, such as a proxy that changes uploads."),
            { IsUnreachable: true } => (DiagnosticCodes.RegistryUnreachable, "Check the network, HTTPS_PROXY and NO_PROXY, and the host in LambdaImageRepository."),
            { Status: HttpStatusCode.Unauthorized } => (DiagnosticCodes.RegistryUnauthorized, $"Log in: {LoginTo(image.Registry)}."),
            { Status: HttpStatusCode.Forbidden } => (DiagnosticCodes.RegistryForbidden, $"Log in again ({LoginTo(image.Registry)}), or ask for the permission to push to {image.Repository}."),
            { Status: HttpStatusCode.TooManyRequests } => (DiagnosticCodes.RegistryRateLimited, "Wait and build again; what is there already is not sent again."),
            { Status: HttpStatusCode.NotFound, LacksPart: false } => (DiagnosticCodes.RepositoryNotFound, CreateAdvice(image)),
            _ => (DiagnosticCodes.PushFailed, "The tag still points to the image that it did before."),
        };
        return new(descriptor, $"{image} could not be pushed: {Display.Clause(exception.Message)}. {mend}", new("LambdaImageRepository"), innerException: exception);
    }

    /// <summary>The command that logs in to a registry.</summary>
    /// <param name="registry">The registry.</param>
    /// <returns>The command, in quotes.</returns>
    public static string LoginTo(string registry) =>
        registry == PublicEcr
            ? $"'aws ecr-public get-login-password --region us-east-1 | docker login --username AWS --password-stdin {PublicEcr}'"
            : IsEcr(registry)
                ? $"'aws ecr get-login-password | docker login --username AWS --password-stdin {registry}'"
                : $"'docker login {registry}'";

    /// <summary>What to do about an image that is not there.</summary>
    /// <param name="image">The image.</param>
    /// <returns>The advice.</returns>
    public static string NotFoundAdvice(ImageReference image) =>
        $"Check LambdaRuntime, LambdaArchitecture, LambdaBaseImageRegistry or LambdaBaseImage; a private image needs 'docker login {image.Registry}'.";

    /// <summary>What to do about a login that is not accepted.</summary>
    /// <param name="image">The image.</param>
    /// <returns>The advice.</returns>
    public static string ForbiddenAdvice(ImageReference image) => image.Registry == PublicEcr
        ? $"Public images need no login, and an expired one is refused: 'docker logout {PublicEcr}'. Or log in again: {LoginTo(image.Registry)}."
        : $"Log in again ({LoginTo(image.Registry)}), or ask for the permission to pull.";

    /// <summary>What to do about too many requests.</summary>
    /// <param name="image">The image.</param>
    /// <returns>The advice.</returns>
    public static string RateLimitAdvice(ImageReference image) =>
        $"Wait and build again, log in for a higher limit ({LoginTo(image.Registry)}), or name a mirror: {WhereMirrorsAreNamed}.";

    private static string CreateAdvice(ImageReference image) => IsEcr(image.Registry)
        ? $"Create the repository ('aws ecr create-repository --repository-name {image.Path}'), or correct LambdaImageRepository."
        : $"Create the repository {image.Path} in the registry, or correct LambdaImageRepository.";

    private static bool IsEcr(string registry) => registry.Contains(".dkr.ecr", StringComparison.Ordinal);
}
