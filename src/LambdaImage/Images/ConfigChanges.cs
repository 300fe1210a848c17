using LambdaImage.Caching;
using LambdaImage.Oci;
using LambdaImage.Specification;

namespace LambdaImage.Images;

/// <summary>
/// What an image's config has besides what it inherits. Only what stands here reaches a config, and all of it is part of the fingerprint.
/// </summary>
/// <param name="From">The name of the base.</param>
/// <param name="EntryPoint">The entrypoint; empty keeps the base's.</param>
/// <param name="EmulatorEntryPoint">
/// The entrypoint that starts the emulator, on a base that has no entrypoint; on one that has, its first part goes before that; empty for none.
/// With the base's config, which the fingerprint has as the base's identity, it decides how containers start.
/// </param>
/// <param name="Command">The command; <see langword="null"/> keeps the base's, unless the entrypoint changes, which it belongs to.</param>
/// <param name="User">The user and group; <see langword="null"/> keeps the base's.</param>
/// <param name="WorkingDirectory">The working directory; <see langword="null"/> keeps the base's.</param>
/// <param name="Environment">The environment variables, by name.</param>
/// <param name="Labels">The labels, but for the fingerprint.</param>
/// <param name="Created">When the image says that it was made, in seconds since 1970.</param>
internal sealed record ConfigChanges(
    string From,
    IReadOnlyList<string> EntryPoint,
    IReadOnlyList<string> EmulatorEntryPoint,
    string? Command,
    string? User,
    string? WorkingDirectory,
    IReadOnlyDictionary<string, string> Environment,
    IReadOnlyDictionary<string, string> Labels,
    long Created)
{
    /// <summary>The changes that a project asks for.</summary>
    /// <param name="spec">What it asks for.</param>
    /// <returns>The changes.</returns>
    public static ConfigChanges Of(ImageSpec spec) => new(
        spec.BaseImage.ToString(),
        spec.EntryPoint,
        Images.EmulatorEntryPoint.Of(spec),
        spec.Handler,
        spec.User,
        spec.WorkingDirectory,
        spec.Environment,
        ImageLabels.Of(spec),
        spec.Created);

    /// <summary>Makes them to how the containers of a base run.</summary>
    /// <param name="container">How those run.</param>
    /// <returns>How the image's run, without the label of the fingerprint.</returns>
    public ContainerConfig ApplyTo(ContainerConfig container) => container.WithEnvironment(Environment) with
    {
        // As in a Dockerfile: a command is made of arguments of the entrypoint that it was written for.
        Cmd = Command is not null ? [Command] : EntryPoint.Count > 0 ? [] : container.Cmd,
        Entrypoint = EntryPointOn(container) ?? container.Entrypoint,
        User = User ?? container.User,
        WorkingDir = WorkingDirectory ?? container.WorkingDir,
    };

    /// <summary>The entrypoint on a base.</summary>
    /// <param name="container">How the base's containers run.</param>
    /// <returns>The entrypoint; <see langword="null"/> to keep the base's.</returns>
    public IReadOnlyList<string>? EntryPointOn(ContainerConfig container) =>
        EntryPoint.Count > 0 ? EntryPoint : Images.EmulatorEntryPoint.On(EmulatorEntryPoint, container, Command);

    /// <summary>Adds all of it to a digest.</summary>
    /// <param name="writer">Makes the digest.</param>
    public void AddTo(Sha256Writer writer)
    {
        writer.Add(From);
        Add(writer, EntryPoint);
        Add(writer, EmulatorEntryPoint);
        writer.Add(Command);
        writer.Add(User);
        writer.Add(WorkingDirectory);
        writer.Add(Environment);
        writer.Add(Labels);
        writer.Add(Created);
    }

    private static void Add(Sha256Writer writer, IReadOnlyList<string> parts)
    {
        writer.Add(parts.Count);
        foreach (var part in parts)
        {
            writer.Add(part);
        }
    }
}
