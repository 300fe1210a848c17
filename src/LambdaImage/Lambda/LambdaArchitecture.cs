using LambdaImage.Diagnostics;
using LambdaImage.Oci;

namespace LambdaImage.Lambda;

/// <summary>An instruction set that Lambda offers.</summary>
public sealed class LambdaArchitecture
{
    /// <summary>64-bit x86, Lambda's default.</summary>
    public static readonly LambdaArchitecture X64 = new("x86_64", "amd64");

    /// <summary>64-bit ARM (Graviton).</summary>
    public static readonly LambdaArchitecture Arm64 = new("arm64", "arm64");

    private LambdaArchitecture(string name, string engineName)
    {
        Name = name;
        Platform = new(Platform.Linux, engineName);
    }

    /// <summary>Lambda's name: <c>x86_64</c> or <c>arm64</c>; also the suffix of the base images' tags.</summary>
    public string Name { get; }

    /// <summary>The platform of the image, <c>linux/amd64</c> or <c>linux/arm64</c>.</summary>
    public Platform Platform { get; }

    /// <summary>The engines' name: <c>amd64</c> or <c>arm64</c>.</summary>
    public string EngineName => Platform.Architecture;

    /// <summary>.NET's name for it with Lambda's operating system.</summary>
    internal string RuntimeIdentifier => Platform.Architecture == "arm64" ? "linux-arm64" : "linux-x64";

    /// <summary>Reads Lambda's name of an architecture.</summary>
    /// <param name="value">The name.</param>
    /// <returns>The architecture.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2002: it is none of Lambda's.</exception>
    public static LambdaArchitecture Parse(string value) => value switch
    {
        "x86_64" => X64,
        "arm64" => Arm64,
        _ => throw new LambdaImageException(
            DiagnosticCodes.InvalidArchitecture,
            $"{Display.Quote(value)} is not an architecture of Lambda. Write x86_64 or arm64."),
    };

    /// <inheritdoc/>
    public override string ToString() => Name;
}
