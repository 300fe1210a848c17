using System.Reflection.PortableExecutable;
using LambdaImage.Caching;
using LambdaImage.Specification;

namespace LambdaImage.Images.Lint.Assemblies;

/// <summary>The assemblies beside each other in the function's folder. Those that are asked for are opened, each once.</summary>
/// <param name="files">The function's files.</param>
internal sealed class FunctionAssemblies(IReadOnlyCollection<FunctionFile> files) : IDisposable
{
    // Of several files with the same name the last counts. .NET finds assemblies in upper or lower case; a shell does not.
    private readonly Dictionary<string, string> _sources = files
        .Where(file => !file.Path.Contains('/', StringComparison.Ordinal))
        .GroupBy(file => file.Path, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.Last().Source, StringComparer.Ordinal);

    private readonly Dictionary<string, FunctionAssembly?> _opened = new(StringComparer.Ordinal);

    /// <summary>The names of the files that can be assemblies.</summary>
    public IEnumerable<string> Names => _sources.Keys.Where(name => name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal);

    /// <summary>Whether there is a file, as the shell of a base image sees it.</summary>
    /// <param name="name">The file's name, without a folder.</param>
    /// <returns>Whether there is one.</returns>
    public bool HasFile(string name) => _sources.ContainsKey(name);

    /// <summary>A file whose name differs only by case.</summary>
    /// <param name="name">The file's name.</param>
    /// <returns>The other name, or <see langword="null"/>.</returns>
    public string? Similar(string name) => _sources.Keys.FirstOrDefault(other => other.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Finds an assembly as .NET does.</summary>
    /// <param name="assembly">Its name, without an extension.</param>
    /// <returns>The assembly; <see langword="null"/> if there is none, or if it can't be read.</returns>
    public FunctionAssembly? Find(string assembly) => Similar(assembly + ".dll") is { } name ? Open(name) : null;

    /// <summary>Opens a file.</summary>
    /// <param name="name">The file's name.</param>
    /// <returns>The assembly; <see langword="null"/> if it is none, or if it can't be read.</returns>
    public FunctionAssembly? Open(string name)
    {
        if (!_opened.TryGetValue(name, out var assembly))
        {
            _opened[name] = assembly = Read(_sources[name]);
        }

        return assembly;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var assembly in _opened.Values)
        {
            assembly?.Dispose();
        }
    }

    private static FunctionAssembly? Read(string path)
    {
        PEReader? file = null;
        try
        {
#pragma warning disable CA2000 // Dispose before losing scope: the assembly disposes of it.
            file = new(Disk.OpenRead(path), PEStreamOptions.PrefetchMetadata);
#pragma warning restore CA2000
            if (file.HasMetadata)
            {
                return new(file);
            }
        }
        catch (Exception exception) when (exception is BadImageFormatException || Disk.IsFailure(exception))
        {
            // A native library, or one that is being written: nothing is known of it.
        }

        file?.Dispose();
        return null;
    }
}
