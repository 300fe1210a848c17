using LambdaImage.Caching;
using LambdaImage.Diagnostics;
using LambdaImage.Images.Lint.Assemblies;

namespace LambdaImage.Images.Lint;

/// <summary>
/// Whether the .NET base images find what the handler names. They would say so only when the function starts:
/// https://github.com/aws/aws-lambda-dotnet/blob/master/Libraries/src/Amazon.Lambda.RuntimeSupport/bootstrap.sh.
/// </summary>
internal static class HandlerLint
{
    private const string Separator = "::";
    private const string Library = ".dll";

    /// <summary>Looks at a plan. It reads assemblies, so it is for images that are built, and not for those that are up to date.</summary>
    /// <param name="plan">The plan.</param>
    /// <returns>What was seen.</returns>
    public static IEnumerable<BuildMessage> Check(ImagePlan plan)
    {
        if (plan is { Spec: { RunsDotNet: true, Handler: { } handler }, FunctionFiles: { } files })
        {
            using var assemblies = new FunctionAssemblies(files);
            if (Problem(plan, handler, assemblies) is { } problem)
            {
                yield return BuildMessage.Warning(
                    DiagnosticCodes.HandlerNotFound, $"LambdaHandler is {Display.Quote(handler)}, and {problem}", new("LambdaHandler"));
            }
        }
    }

    private static string? Problem(ImagePlan plan, string handler, FunctionAssemblies assemblies)
    {
        try
        {
            return plan.Spec.ProgramFile is { } file ? ProgramProblem(handler, file, assemblies) : MethodProblem(plan, handler, assemblies);
        }
        catch (Exception exception) when (exception is BadImageFormatException || Disk.IsFailure(exception))
        {
            // What can't be read is not judged.
            return null;
        }
    }

    private static string? ProgramProblem(string handler, string file, FunctionAssemblies assemblies)
    {
        if (assemblies.HasFile(file))
        {
            return assemblies.Open(file) is { } reader && !reader.IsProgram
                ? $"{Display.Quote(file)} is a library, which can't be started. Write Assembly::Namespace.Type::Method, or set OutputType to Exe."
                : null;
        }

        return assemblies.HasFile(handler)
            ? null
            : $"the function has neither {Display.Quote(file)} nor {Display.Quote(handler)}. Set it to the name of the program's assembly{Meant(assemblies.Similar(file))}";
    }

    private static string? MethodProblem(ImagePlan plan, string handler, FunctionAssemblies assemblies)
    {
        var parts = handler.Split(Separator, 3);
        if (parts.Length < 3 || parts.Any(string.IsNullOrWhiteSpace))
        {
            return "that is neither the name of a program nor Assembly::Namespace.Type::Method. Correct it.";
        }

        var (assembly, type, method) = (parts[0].Split(',')[0].Trim(), parts[1], parts[2]);
        if (assemblies.Find(assembly) is not { } opened)
        {
            return assemblies.HasFile(assembly + Library) || IsElsewhere(plan, assembly + Library)
                ? null
                : $"the function has no {Display.Quote(assembly + Library)}. Correct the name of the assembly{Meant(assemblies.Similar(assembly + Library))}";
        }

        var search = new HandlerSearch(assemblies);
        return search.FindType(opened, type) is { } found
            ? MethodProblem(search, found, type, method)
            : search.IsUnknown ? null : $"{Display.Quote(assembly + Library)} has no type {Display.Quote(type)}. Correct its namespace and name; a type in another is written Outer+Inner{Meant(HandlerSearch.Similar(opened, type))}";
    }

    private static string? MethodProblem(HandlerSearch search, FoundType type, string typeName, string method)
    {
        if (type.IsGeneric)
        {
            return $"{Display.Quote(typeName)} is generic, and Lambda makes no object of it. Name a type that derives from it.";
        }

        // A signature, as Lambda writes it when a type has several methods of a name.
        var isSignature = method.Contains(' ', StringComparison.Ordinal);
        var name = isSignature ? method.Split('(')[0].TrimEnd().Split(' ')[^1].Split('[')[0] : method;
        var methods = search.FindMethods(type, name);
        if (methods.Count == 0)
        {
            return search.IsUnknown ? null : $"neither {Display.Quote(typeName)} nor its base types have a method {Display.Quote(name)}. Correct its name{Meant(search.SimilarMethod(type, name))}";
        }

        return methods.Count > 1 && !isSignature
            ? $"{Display.Quote(typeName)} has {methods.Count} methods {Display.Quote(name)}, of which Lambda chooses none. Give the method a name of its own, or write its signature as 'ReturnType {name}(ParameterType)'."
            : methods.All(found => found.GetGenericParameters().Count > 0)
                ? $"the method {Display.Quote(name)} is generic, and Lambda can't call it. Name a method that is not."
                : null;
    }

    // A layer may bring it, as with a runtime store.
    private static bool IsElsewhere(ImagePlan plan, string file) => plan.Layers.SelectMany(layer => layer.Entries)
        .Any(entry => entry.Path.EndsWith(file, StringComparison.OrdinalIgnoreCase) && (entry.Path.Length == file.Length || entry.Path[^(file.Length + 1)] == '/'));

    private static string Meant(string? name) => name is null ? "." : $". Was {Display.Quote(name)} meant?";
}
