using System.Net.Http.Headers;
using LambdaImage.Oci;

namespace LambdaImage.Registries;

/// <summary>A request to a registry.</summary>
/// <param name="Method">The method.</param>
/// <param name="Image">The image that it is about. It says which registry, and which repository.</param>
/// <param name="Path">What comes after the repository in the address: <c>manifests/latest</c> for example.</param>
internal sealed record RegistryRequest(HttpMethod Method, ImageReference Image, string Path)
{
    /// <summary>What it is for, for messages.</summary>
    public string What { get; init; } = Image.ToString();

    /// <summary>The whole address, if the registry gave it.</summary>
    public Uri? Address { get; init; }

    /// <summary>Whether it needs the permission to push.</summary>
    public bool IsPush { get; init; }

    /// <summary>A repository of the registry that it reads from besides.</summary>
    public string? From { get; init; }

    /// <summary>The media types that it accepts; empty for all.</summary>
    public IReadOnlyList<string> Accept { get; init; } = [];

    /// <summary>The part of the content that is wanted; all if not set.</summary>
    public RangeHeaderValue? Range { get; init; }

    /// <summary>Makes the content, each time that it is sent, with what to tell of its progress.</summary>
    public Func<Action, HttpContent>? Content { get; init; }

    /// <summary>The permissions that it needs: https://distribution.github.io/distribution/spec/auth/scope/.</summary>
    public IReadOnlyList<string> Scopes =>
        [$"repository:{Image.Path}:{(IsPush ? "pull,push" : "pull")}", .. From is null ? (IEnumerable<string>)[] : [$"repository:{From}:pull"]];
}
