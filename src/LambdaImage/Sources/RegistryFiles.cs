using LambdaImage.Specification;

namespace LambdaImage.Sources;

/// <summary>Files of a registry's images.</summary>
/// <param name="registry">The registry.</param>
internal sealed class RegistryFiles(RegistrySource registry) : IImageFiles
{
    private BaseImage? _image;

    /// <inheritdoc/>
    public async Task<string> GetAsync(ImageSpec source, CancellationToken cancellationToken)
    {
        _image = await registry.GetAsync(source, cancellationToken).ConfigureAwait(false);
        return _image.Config.ToDocument().Digest.ToString();
    }

    /// <inheritdoc/>
    public Task<bool> CopyAsync(ImageSpec source, string id, string path, Stream output, CancellationToken cancellationToken) =>
        new BaseFiles(_image!).CopyAsync(path, output, cancellationToken);
}
