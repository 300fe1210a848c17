using System.Text.RegularExpressions;
using LambdaImage.Diagnostics;
using LambdaImage.Oci;

namespace LambdaImage.Lambda;

/// <summary>
/// A Lambda runtime and the base image that AWS publishes for it.
/// Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html and https://gallery.ecr.aws/lambda.
/// </summary>
public sealed partial class LambdaRuntime
{
    // A version further ahead is a typing error.
    private const int MostVersionsAhead = 6;

    // https://docs.aws.amazon.com/linux/al2023/ug/glibc-gcc-and-binutils.html; the first one's is that of its packages.
    private static readonly Version AmazonLinux1 = new(2, 17);
    private static readonly Version AmazonLinux2 = new(2, 26);
    private static readonly Version AmazonLinux2023 = new(2, 34);

    private static readonly Dictionary<string, LambdaRuntime> All = Table().ToDictionary(runtime => runtime.Name, StringComparer.Ordinal);

    private LambdaRuntime(string name, string image, string tag, Version? glibc = null, bool multiArchitecture = true, DateOnly? deprecation = null)
    {
        Glibc = glibc ?? AmazonLinux2023;
        Deprecation = deprecation;
        Name = name;
        Image = image;
        Tag = tag;
        MultiArchitecture = multiArchitecture;
    }

    /// <summary>The runtime identifiers that can be asked for, in the table's order.</summary>
    public static IEnumerable<string> Names => All.Keys;

    /// <summary>Lambda's identifier, for example <c>dotnet10</c>.</summary>
    public string Name { get; }

    /// <summary>The repository's last part, for example <c>dotnet</c>.</summary>
    public string Image { get; }

    /// <summary>The tag without architecture, for example <c>10</c>.</summary>
    public string Tag { get; }

    /// <summary>Whether the tag is published per architecture, with the architecture as its suffix; else x86_64 only.</summary>
    public bool MultiArchitecture { get; }

    /// <summary>The version of glibc that its base image has, major and minor; a guess if the runtime is not known.</summary>
    public Version Glibc { get; }

    /// <summary>
    /// When Lambda deprecates it, from when on it gets no security patches; <see langword="null"/> if this package does not know.
    /// Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html, as of November 2026.
    /// </summary>
    public DateOnly? Deprecation { get; }

    /// <summary>The newest known runtime of the same language.</summary>
    public LambdaRuntime Newest => All.Values.LastOrDefault(runtime => runtime.Image == Image, this);

    /// <summary>Whether it was published when this was written. What is newer gets the base image that its name tells, if AWS has one.</summary>
    public bool IsKnown { get; private init; } = true;

    /// <summary>
    /// Whether the base image holds no runtime of its own, so that the function's executable is started as
    /// <c>/var/runtime/bootstrap</c>.
    /// </summary>
    public bool IsCustom => Image == "provided";

    /// <summary>Finds a runtime.</summary>
    /// <param name="name">Lambda's identifier.</param>
    /// <returns>The runtime.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2001: there is none of that name.</exception>
    public static LambdaRuntime Parse(string name) => All.TryGetValue(name, out var runtime)
        ? runtime
        : Newer(name) ?? throw new LambdaImageException(
            DiagnosticCodes.InvalidRuntime,
            $"{Display.Quote(name)} is not a Lambda runtime. Set LambdaRuntime to one of: {string.Join(", ", Names)}.");

    /// <summary>The base image for an architecture.</summary>
    /// <param name="registry">The registry and path before the image's name, for example <c>public.ecr.aws/lambda</c>.</param>
    /// <param name="architecture">The architecture.</param>
    /// <param name="preview">Whether to take the preview tag, <c>&lt;tag&gt;-preview</c>.</param>
    /// <param name="windowsHost">Whether the build runs on Windows, where newer images of <c>go1.x</c> don't work.</param>
    /// <returns>The reference.</returns>
    /// <exception cref="LambdaImageException">
    /// LAMBDAIMAGE2002: the runtime is not published for the architecture. LAMBDAIMAGE2003: the registry is invalid.
    /// </exception>
    public ImageReference BaseImage(string registry, LambdaArchitecture architecture, bool preview = false, bool windowsHost = false)
    {
        if (!MultiArchitecture && architecture != LambdaArchitecture.X64)
        {
            throw new LambdaImageException(
                DiagnosticCodes.InvalidArchitecture,
                $"The runtime {Name} exists for x86_64 only, not for {architecture}. " +
                $"Set LambdaArchitecture to x86_64, or LambdaRuntime to one of: {string.Join(", ", MultiArchitectureNames())}.");
        }

        // AWS SAM CLI pins this tag, too.
        var tag = windowsHost && Image == "go" ? Tag + ".2023.08.02.10" : Tag;
        tag += preview ? "-preview" : string.Empty;
        return ImageReference.Parse(
            $"{registry.TrimEnd('/')}/{Image}:{tag}{(MultiArchitecture ? "-" + architecture.Name : string.Empty)}");
    }

    // A later version of a language that is in the table. Names and tags have followed these rules for years.
    private static LambdaRuntime? Newer(string name)
    {
        if (VersionedPattern().Match(name) is not { Success: true } match)
        {
            return null;
        }

        var (image, tag) = (match.Groups["image"].Value, match.Groups["version"].Value);
        var known = All.Values.Where(runtime => runtime.Image == image).Select(runtime => VersionOf(runtime.Tag.Split(".al")[0])).Max();
        return VersionOf(tag) is var version && version > known && version.Major <= known!.Major + MostVersionsAhead
            ? new(name, image, tag) { IsKnown = false }
            : null;
    }

    private static Version VersionOf(string tag) => Version.Parse(tag.Contains('.', StringComparison.Ordinal) ? tag : tag + ".0");

    [GeneratedRegex(@"\A((?<image>nodejs)(?<version>[1-9]\d?)\.x|(?<image>python|ruby)(?<version>[1-9]\.\d{1,2})|(?<image>java|dotnet)(?<version>[1-9]\d?))\z", RegexOptions.CultureInvariant)]
    private static partial Regex VersionedPattern();

    private static IEnumerable<string> MultiArchitectureNames() => All.Values.Where(r => r.MultiArchitecture).Select(r => r.Name);

    private static IEnumerable<LambdaRuntime> Table() =>
    [
        new("nodejs16.x", "nodejs", "16", AmazonLinux2),
        new("nodejs18.x", "nodejs", "18", AmazonLinux2),
        new("nodejs20.x", "nodejs", "20"),
        new("nodejs22.x", "nodejs", "22", deprecation: new(2027, 4, 30)),
        new("nodejs24.x", "nodejs", "24", deprecation: new(2028, 4, 30)),
        new("python3.8", "python", "3.8", AmazonLinux2),
        new("python3.9", "python", "3.9", AmazonLinux2),
        new("python3.10", "python", "3.10", AmazonLinux2),
        new("python3.11", "python", "3.11", AmazonLinux2),
        new("python3.12", "python", "3.12"),
        new("python3.13", "python", "3.13", deprecation: new(2029, 6, 30)),
        new("python3.14", "python", "3.14", deprecation: new(2029, 6, 30)),
        new("ruby3.2", "ruby", "3.2", AmazonLinux2),
        new("ruby3.3", "ruby", "3.3"),
        new("ruby3.4", "ruby", "3.4", deprecation: new(2028, 3, 31)),
        new("ruby4.0", "ruby", "4.0"),
        new("java8.al2", "java", "8.al2", AmazonLinux2),
        new("java8.al2023", "java", "8.al2023"),
        new("java11", "java", "11", AmazonLinux2),
        new("java11.al2023", "java", "11.al2023"),
        new("java17", "java", "17", AmazonLinux2),
        new("java17.al2023", "java", "17.al2023"),
        new("java21", "java", "21"),
        new("java25", "java", "25", deprecation: new(2029, 6, 30)),
        new("dotnet6", "dotnet", "6", AmazonLinux2, deprecation: new(2024, 12, 20)),
        new("dotnet8", "dotnet", "8", deprecation: new(2026, 11, 10)),
        new("dotnet9", "dotnet", "9", deprecation: new(2026, 11, 10)),
        new("dotnet10", "dotnet", "10", deprecation: new(2028, 11, 14)),
        new("provided.al2", "provided", "al2", AmazonLinux2),
        new("provided.al2023", "provided", "al2023"),
        new("provided", "provided", "alami", AmazonLinux1, multiArchitecture: false),
        new("go1.x", "go", "1", AmazonLinux1, multiArchitecture: false),
    ];
}
