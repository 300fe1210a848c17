using System.Security;
using Microsoft.Build.Evaluation;
using Microsoft.Build.Execution;
using Microsoft.Build.Framework;

namespace LambdaImage.Soak;

/// <summary>Builds a project with the packed package's targets and tasks, in this process.</summary>
/// <param name="package">The unpacked package.</param>
internal sealed class PackageBuild(string package)
{
    /// <summary>What a build did.</summary>
    /// <param name="Id">The image's id; empty if it failed.</param>
    /// <param name="IsUpToDate">Whether it said that the image was up to date.</param>
    /// <param name="Log">What it printed.</param>
    internal sealed record Result(string Id, bool IsUpToDate, string Log);

    /// <summary>Writes the project.</summary>
    public void Write(string file, IEnumerable<Layer> layers, string handler, string baseImage, bool force) => File.WriteAllText(
        file,
        $"""
        <Project>
          <Import Project="{Escape(package)}/build/LambdaImage.Tasks.props" />
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <TargetFrameworkIdentifier>.NETCoreApp</TargetFrameworkIdentifier>
            <AssemblyName>soak</AssemblyName>
            <IntermediateOutputPath>obj/</IntermediateOutputPath>
            <PublishDir>publish/</PublishDir>
            <LambdaRie>Never</LambdaRie>
            <LambdaImageIncludeFunction>false</LambdaImageIncludeFunction>
            <LambdaHandler>{handler}</LambdaHandler>
            <LambdaBaseImage>{baseImage}</LambdaBaseImage>
            <LambdaImagePullPolicy>Never</LambdaImagePullPolicy>
            <LambdaImageForceBuild>{(force ? "true" : "false")}</LambdaImageForceBuild>
          </PropertyGroup>
          <ItemGroup>
            {string.Concat(layers.Select(layer => $"<LambdaLayer Include=\"{Escape(layer.Source)}\" />"))}
          </ItemGroup>
          <Target Name="Build" />
          <Import Project="{Escape(package)}/build/LambdaImage.Tasks.targets" />
        </Project>
        """);

    /// <summary>Builds the image.</summary>
    public static Result Run(string file)
    {
        using var projects = new ProjectCollection();
        var log = new Log();
        var project = projects.LoadProject(file).CreateProjectInstance();
        using var manager = new BuildManager("soak");
        var result = manager.Build(
            new BuildParameters(projects) { Loggers = [log], EnableNodeReuse = false, MaxNodeCount = 1 },
            new BuildRequestData(project, ["LambdaImage"]));
        var image = result.ResultsByTarget.TryGetValue("LambdaImage", out var target) ? target.Items.FirstOrDefault() : null;
        return new(
            result.OverallResult == BuildResultCode.Success ? image?.GetMetadata("Id") ?? string.Empty : string.Empty,
            image?.GetMetadata("Skipped") == "true",
            string.Join('\n', log.Lines));
    }

    private static string Escape(string text) => SecurityElement.Escape(text)!;

    private sealed class Log : ILogger
    {
        public List<string> Lines { get; } = [];

        public LoggerVerbosity Verbosity { get; set; } = LoggerVerbosity.Detailed;

        public string? Parameters { get; set; }

        public void Initialize(IEventSource eventSource)
        {
            eventSource.ErrorRaised += (_, e) => Lines.Add($"error {e.Code}: {e.Message}");
            eventSource.WarningRaised += (_, e) => Lines.Add($"warning {e.Code}: {e.Message}");
            eventSource.MessageRaised += (_, e) =>
            {
                if (e.SenderName == "BuildLambdaImage" || e.Importance == MessageImportance.High)
                {
                    Lines.Add(e.Message ?? string.Empty);
                }
            };
        }

        public void Shutdown()
        {
        }
    }
}
