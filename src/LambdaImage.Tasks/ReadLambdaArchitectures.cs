using LambdaImage.Diagnostics;
using LambdaImage.Lambda;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using Task = Microsoft.Build.Utilities.Task;

namespace LambdaImage.Tasks;

/// <summary>Reads which architectures a project is built for.</summary>
[MSBuildMultiThreadableTask]
public sealed class ReadLambdaArchitectures : Task
{
    private const string Property = "LambdaArchitectures";

    /// <summary>The project file, as a full path, where errors are located.</summary>
    [Required]
    public string ProjectFile { get; set; } = string.Empty;

    /// <summary>The property <c>LambdaArchitectures</c>: Lambda's names, separated by semicolons.</summary>
    public string Value { get; set; } = string.Empty;

    /// <summary>The names, each once, in order.</summary>
    [Output]
    public ITaskItem[] Architectures { get; private set; } = [];

    /// <summary>The first of them.</summary>
    [Output]
    public string First => Architectures.Length > 0 ? Architectures[0].ItemSpec : string.Empty;

    /// <inheritdoc/>
    public override bool Execute()
    {
        try
        {
            var names = Value.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).DefaultIfEmpty(Value);
            Architectures = [.. names.Select(LambdaArchitecture.Parse).Distinct().Select(architecture => new TaskItem(architecture.Name))];
            return true;
        }
        catch (LambdaImageException failure)
        {
            FailureLog.LogError(Log, new(ProjectFile), failure.At(new(Property)));
            return false;
        }
    }
}
