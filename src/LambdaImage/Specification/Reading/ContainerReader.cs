using System.Text.RegularExpressions;
using LambdaImage.Diagnostics;

namespace LambdaImage.Specification.Reading;

/// <summary>Reads how the image's containers run.</summary>
internal static partial class ContainerReader
{
    /// <summary>Reads <c>LambdaHandler</c>, the image's command.</summary>
    /// <param name="properties">What the project says.</param>
    /// <param name="includeFunction">Whether the function is put into the image, which then needs one.</param>
    /// <returns>The command, or <see langword="null"/> to keep the base's.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2004 or 2006.</exception>
    public static string? Handler(ProjectProperties properties, bool includeFunction)
    {
        var handler = properties.Text("LambdaHandler");
        if (string.IsNullOrWhiteSpace(handler))
        {
            return !includeFunction ? null : throw new LambdaImageException(
                DiagnosticCodes.HandlerRequired,
                "The function is put into the image, and its handler is not known. Set LambdaHandler to Assembly::Namespace.Type::Method.",
                new("LambdaHandler"));
        }

        return InputValues.TextProblem(handler) is not { } problem ? handler : throw Invalid(
            "LambdaHandler", handler, problem, "Set it to Assembly::Namespace.Type::Method, or to the assembly's name.");
    }

    /// <summary>Reads <c>LambdaImageEntryPoint</c>.</summary>
    /// <param name="properties">What the project says.</param>
    /// <returns>The program and its arguments; none to keep the base's.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2004.</exception>
    public static IReadOnlyList<string> EntryPoint(ProjectProperties properties)
    {
        var parts = properties.List("LambdaImageEntryPoint");
        foreach (var part in parts)
        {
            if (InputValues.TextProblem(part) is { } problem)
            {
                throw Invalid("LambdaImageEntryPoint", part, problem, "Set it to a program and its arguments, separated by semicolons.");
            }
        }

        return parts;
    }

    /// <summary>Reads <c>LambdaImageUser</c>.</summary>
    /// <param name="properties">What the project says.</param>
    /// <returns>The user, with or without a group; <see langword="null"/> to keep the base's.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2004.</exception>
    public static string? User(ProjectProperties properties) =>
        properties.Text("LambdaImageUser") is not { } user ? null
        : UserPattern().IsMatch(user) ? user
        : throw Invalid("LambdaImageUser", user, "is no user", "Set it to a user's name or number, and a group's after a colon if one is needed, such as app or 1000:1000.");

    /// <summary>Reads <c>LambdaImageWorkingDirectory</c>.</summary>
    /// <param name="properties">What the project says.</param>
    /// <returns>The folder, an absolute path of the image; <see langword="null"/> to keep the base's.</returns>
    /// <exception cref="LambdaImageException">LAMBDAIMAGE2004.</exception>
    public static string? WorkingDirectory(ProjectProperties properties) =>
        properties.Text("LambdaImageWorkingDirectory") is not { } folder ? null
        : InputValues.TextProblem(folder) is { } problem ? throw Invalid("LambdaImageWorkingDirectory", folder, problem, "Correct it.")
        : IsAbsolute(folder) ? folder
        : throw Invalid("LambdaImageWorkingDirectory", folder, "is no absolute path of a Linux file system", "Set it to a folder of the image, such as /var/task.");

    // Engines would tidy up such a path, each in its own way.
    private static bool IsAbsolute(string path) =>
        path == "/" || (path[0] == '/' && !path[1..].Split('/').Any(part => part is "" or "." or ".."));

    private static LambdaImageException Invalid(string property, string value, string problem, string remedy) => new(
        DiagnosticCodes.InvalidPropertyValue,
        $"{property} {Display.Quote(value)} {problem}. {remedy}",
        new(property));

    // Names as useradd takes them, and numbers: https://man7.org/linux/man-pages/man8/useradd.8.html.
    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9_.-]{0,31}(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,31})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex UserPattern();
}
