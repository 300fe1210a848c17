using Microsoft.Build.Framework;
using Task = Microsoft.Build.Utilities.Task;

namespace LambdaImage.Tasks;

/// <summary>Looks at the files of a project that makes no image: a misspelled name can be the reason.</summary>
[MSBuildMultiThreadableTask]
public sealed class CheckLambdaProject : Task
{
    /// <summary>The project file, as a full path.</summary>
    [Required]
    public string ProjectFile { get; set; } = string.Empty;

    /// <summary>Files that MSBuild imports by itself; those that are not there are empty.</summary>
    public string[] ImportedFiles { get; set; } = [];

    /// <inheritdoc/>
    public override bool Execute()
    {
        ProjectCheck.Run(Log, new(ProjectFile, ImportedFiles), layers: []);
        return true;
    }
}
