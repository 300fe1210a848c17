using LambdaImage.Caching;
using LambdaImage.Diagnostics;
using LambdaImage.Images.Lint.Assemblies;
using LambdaImage.Specification;

namespace LambdaImage.Images.Lint;

/// <summary>Whether a program that .NET starts asks Lambda for events. Others, such as what a template makes, run to their end and count as failed.</summary>
internal static class RuntimeClientLint
{
    // Each client reads it: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html.
    private const string ApiVariable = "AWS_LAMBDA_RUNTIME_API";

    // The client of AWS, which its packages for ASP.NET Core and others bring along.
    private const string Client = "Amazon.Lambda.RuntimeSupport.dll";

    // Lets any web server be a function: https://github.com/awslabs/aws-lambda-web-adapter. It is a wrapper, or an extension.
    private const string Adapter = "extensions/lambda-adapter";

    /// <summary>Looks at a plan. It reads assemblies, so it is for images that are built, and not for those that are up to date.</summary>
    /// <param name="plan">The plan.</param>
    /// <returns>What was seen.</returns>
    public static IEnumerable<BuildMessage> Check(ImagePlan plan)
    {
        var spec = plan.Spec;
        if (spec is { RunsDotNet: true, ProgramFile: { } program } && plan.FunctionFiles is { } files && !spec.Environment.ContainsKey(FunctionLint.WrapperVariable) &&
            !plan.Layers.Any(layer => layer.Spec.Kind == LayerKind.Layer && layer.Entries.Any(entry => entry.Path == Adapter)) && LacksClient(program, files))
        {
            yield return BuildMessage.Warning(
                DiagnosticCodes.NoRuntimeClient,
                $"The program {Display.Quote(spec.Handler!)} has no Lambda runtime client, so it gets no events. Add the package Amazon.Lambda.RuntimeSupport and run its LambdaBootstrap " +
                "(for ASP.NET Core, Amazon.Lambda.AspNetCoreServer.Hosting). If the program has a client that was not found, add LAMBDAIMAGE5028 to NoWarn.",
                new("OutputType"));
        }
    }

    private static bool LacksClient(string program, IReadOnlyCollection<FunctionFile> files)
    {
        using var assemblies = new FunctionAssemblies(files);
        try
        {
            // What is in one file, or native, can't be looked into.
            return assemblies.HasFile(program) && assemblies.Open(program) is { IsProgram: true } &&
                assemblies.Similar(Client) is null && !assemblies.Names.Any(name => assemblies.Open(name)?.Holds(ApiVariable) == true);
        }
        catch (Exception exception) when (exception is BadImageFormatException || Disk.IsFailure(exception))
        {
            return false;
        }
    }
}
