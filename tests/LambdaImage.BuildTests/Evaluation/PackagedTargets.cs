using System.Diagnostics.CodeAnalysis;
using LambdaImage.Testing;
using Microsoft.Build.Evaluation;

namespace LambdaImage.BuildTests.Evaluation;

/// <summary>
/// The packed package's targets in a project whose own Build and Publish do nothing, built in this process. No engine is
/// at the endpoint that it names, so that the task ends with LAMBDAIMAGE1001 when it runs.
/// </summary>
internal sealed class PackagedTargets : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Unpacks the package.</summary>
    public PackagedTargets()
    {
        PackedPackage.ExtractTo(_folder.At("package"));
        _folder.Write("layer/file.txt", "content");
    }

    /// <summary>Makes the targets believe that another MSBuild runs them. No project can set the properties that tell.</summary>
    /// <param name="runtime"><c>Full</c> for MSBuild.exe of Visual Studio, <c>Core</c> for that of an SDK.</param>
    /// <param name="version">The version that it says it is.</param>
    public void PretendMSBuild(string runtime, string version)
    {
        var file = _folder.At("package/build/LambdaImage.Tasks.targets");
        var text = File.ReadAllText(file)
            .Replace("$(MSBuildRuntimeType)", runtime, StringComparison.Ordinal)
            .Replace("$(MSBuildVersion)", version, StringComparison.Ordinal);
        File.WriteAllText(file, text);
    }

    /// <summary>Builds a target.</summary>
    /// <param name="target">The target.</param>
    /// <param name="properties">Properties of the project, as XML.</param>
    /// <returns>What ran.</returns>
    [SuppressMessage("Reliability", "CA2000", Justification = "The collection unloads its projects.")]
    public BuildLog Build(string target, string properties = "")
    {
        var file = _folder.Write(
            "Sample.proj",
            $"""
            <Project>
              <Import Project="package/build/LambdaImage.Tasks.props" />
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <TargetFrameworkIdentifier>.NETCoreApp</TargetFrameworkIdentifier>
                <AssemblyName>Sample</AssemblyName>
                <IntermediateOutputPath>obj/</IntermediateOutputPath>
                <PublishDir>publish/</PublishDir>
                <LambdaImageDockerHost>unix://{_folder.At("no.sock")}</LambdaImageDockerHost>
                {properties}
              </PropertyGroup>
              <ItemGroup>
                <LambdaLayer Include="layer" />
              </ItemGroup>
              <Target Name="Build" />
              <Target Name="Publish" DependsOnTargets="Build" />
              <Target Name="FillLayer" />
              <Import Project="package/build/LambdaImage.Tasks.targets" />
            </Project>
            """);
        using var projects = new ProjectCollection();
        return BuildLog.Of(projects.LoadProject(file).CreateProjectInstance(), target);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();
}
