using LambdaImage.Oci;

namespace LambdaImage.Sources;

/// <summary>Where the content of an image's parts is read from.</summary>
internal interface IBlobSource
{
    /// <summary>Opens a part; what has to be downloaded first, is.</summary>
    /// <param name="blob">The part.</param>
    /// <param name="cancellationToken">Stops a download.</param>
    /// <returns>Its content, which can be read from any place. Who reads it checks it.</returns>
    /// <exception cref="Diagnostics.LambdaImageException">It can't be fetched.</exception>
    Task<Stream> OpenAsync(Descriptor blob, CancellationToken cancellationToken);
}
