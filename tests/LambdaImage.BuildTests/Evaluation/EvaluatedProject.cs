using LambdaImage.Testing;
using Microsoft.Build.Evaluation;
using Microsoft.Build.Execution;

namespace LambdaImage.BuildTests.Evaluation;

/// <summary>
/// A project of the SDK, evaluated in this process, that imports the package's files as they lie in the repository, and
/// where NuGet would import them: from files in <c>obj/</c> that the common targets pick up by name.
/// </summary>
internal sealed class EvaluatedProject : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ProjectCollection _projects;

    /// <summary>Evaluates a project.</summary>
    /// <param name="properties">What its first property group holds, as XML.</param>
    /// <param name="globalProperties">Properties as the command line sets them.</param>
    public EvaluatedProject(string properties, params (string Name, string Value)[] globalProperties)
        : this(properties, "Sample", "project", globalProperties)
    {
    }

    /// <summary>Evaluates a project of another name.</summary>
    /// <param name="properties">What its first property group holds, as XML.</param>
    /// <param name="name">Its name.</param>
    /// <param name="folder">The name of its folder.</param>
    /// <param name="globalProperties">Properties as the command line sets them.</param>
    public EvaluatedProject(string properties, string name, string folder, params (string Name, string Value)[] globalProperties)
    {
        var multiTargeting = properties.Contains("<TargetFrameworks>", StringComparison.Ordinal) &&
            !globalProperties.Any(property => property.Name == "TargetFramework");
        _folder.Write("Directory.Build.props", "<Project />");
        _folder.Write("Directory.Build.targets", "<Project />");
        _folder.Write("Directory.Packages.props", "<Project />");
        _folder.Write($"{folder}/obj/{name}.csproj.package.g.props", Import("build/LambdaImage.Tasks.props", unless: multiTargeting));
        _folder.Write($"{folder}/obj/{name}.csproj.package.g.targets", Import(
            multiTargeting ? "buildMultiTargeting/LambdaImage.Tasks.targets" : "buildTransitive/LambdaImage.Tasks.targets"));
        var file = _folder.Write(
            $"{folder}/{name}.csproj",
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                {properties}
              </PropertyGroup>
            </Project>
            """);

        _projects = new(globalProperties.ToDictionary(property => property.Name, property => property.Value));
        Project = _projects.LoadProject(file);
    }

    /// <summary>The evaluated project.</summary>
    public Project Project { get; }

    /// <summary>Its targets by name.</summary>
    public IDictionary<string, ProjectTargetInstance> Targets => Project.Targets;

    /// <summary>The value of a property; empty when not set.</summary>
    public string this[string property] => Project.GetPropertyValue(property);

    /// <inheritdoc/>
    public void Dispose()
    {
        _projects.Dispose();
        _folder.Dispose();
    }

    private static string Import(string file, bool unless = false) =>
        unless ? "<Project />" : $"""<Project><Import Project="{RepositoryFolder.At(file)}" /></Project>""";
}
