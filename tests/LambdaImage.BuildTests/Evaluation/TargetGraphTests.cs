using LambdaImage.Testing;
using Microsoft.Build.Construction;

namespace LambdaImage.BuildTests.Evaluation;

[TestClass]
public sealed class TargetGraphTests
{
    private const string Library = "<TargetFramework>net10.0</TargetFramework>";
    private const string Executable = Library + "<OutputType>Exe</OutputType>";
    private const string OuterBuild = "<TargetFrameworks>net8.0;net10.0</TargetFrameworks>";

    private static readonly string[] Files =
    [
        "build/LambdaImage.Architectures.targets",
        "build/LambdaImage.SdkContainer.targets",
        "build/LambdaImage.Tasks.props",
        "build/LambdaImage.Tasks.targets",
        "build/LambdaImage.ToolsDefaults.targets",
        "buildTransitive/LambdaImage.Tasks.props",
        "buildTransitive/LambdaImage.Tasks.targets",
        "buildMultiTargeting/LambdaImage.Tasks.targets",
    ];

    // The SDK's: what is not handed on to referenced projects, and what the build of one architecture takes over from the build for all.
    private static readonly string[] OthersProperties = ["_GlobalPropertiesToRemoveFromProjectReferences", "Version", "SourceRevisionId", "PublishReadyToRun"];

    // Those of the SDK's container targets, which LambdaImage.SdkContainer.targets stands in for.
    private static readonly string[] ContainerTargets = ["ComputeContainerConfig", "PublishContainer"];

    private static readonly string[] ContainerProperties =
    [
        "_ContainersTargetsDir", "EnableSdkContainerSupport", "PublishProfileImported", "GeneratedContainerManifest", "GeneratedContainerConfiguration",
        "GeneratedContainerDigest", "GeneratedContainerMediaType", "GeneratedArchiveOutputPath",
    ];

    // PruneLambdaImages, which design.md names too, belongs to a later version.
    private static readonly string[] PublicTargets = ["CleanLambdaImage", "LambdaImage", "PruneLambdaImages"];

    [TestMethod]
    [DataRow(Library)]
    [DataRow(Executable)]
    [DataRow(OuterBuild)]
    public void Project_has_the_public_targets(string properties)
    {
        using var project = new EvaluatedProject(properties);

        var missing = PublicTargets.Where(name => !project.Targets.ContainsKey(name)).ToList();

        Assert.IsEmpty(missing);
    }

    [TestMethod]
    public void Targets_that_are_not_public_have_a_private_name()
    {
        var names = Roots().SelectMany(root => root.Targets).Select(target => target.Name).Distinct();

        // Those with a blank in their names are never called: the terminal logger shows how far a build is by the name of what runs.
        var others = names.Except(PublicTargets).Except(ContainerTargets)
            .Where(name => !name.StartsWith("_LambdaImage", StringComparison.Ordinal) && !name.StartsWith("LambdaImage ", StringComparison.Ordinal));

        Assert.IsEmpty(others);
    }

    [TestMethod]
    public void Properties_have_a_name_of_ours_or_are_these_of_the_SDK()
    {
        var names = Roots().SelectMany(root => root.Properties).Select(property => property.Name);

        var others = names.Where(name => !IsOurs(name)).Except(OthersProperties).Except(ContainerProperties);

        Assert.IsEmpty(others);
    }

    [TestMethod]
    public void Items_have_a_name_of_ours_or_are_those_that_MSBuild_asks_for()
    {
        var names = Roots().SelectMany(root => root.Items).Select(item => item.ItemType);

        var others = names.Where(name => !IsOurs(name) && name is not ("FileWrites" or "GraphIsolationExemptReference" or "ProjectCapability" or "UpToDateCheckInput" or "GeneratedContainerName"));

        Assert.IsEmpty(others);
    }

    [TestMethod]
    public void Public_properties_are_only_set_where_they_are_empty()
    {
        var unguarded = new[] { "build/LambdaImage.Tasks.targets", "build/LambdaImage.SdkContainer.targets", "build/LambdaImage.ToolsDefaults.targets" }.SelectMany(file => Root(file).Properties)
            .Where(property => property.Parent.Parent is ProjectRootElement) // Defaults; targets know what they replace.
            .Where(property => property.Name.StartsWith("Lambda", StringComparison.Ordinal) && property.Name != "LambdaImageDependsOn")
            .Where(property => !property.Condition.StartsWith($"'$({property.Name})' == ''", StringComparison.Ordinal))
            .Select(property => $"{property.Name}: {property.Condition}");

        Assert.IsEmpty(unguarded);
    }

    [TestMethod]
    public void BuildTransitive_only_imports()
    {
        var content = Files.Where(file => file.StartsWith("buildTransitive/", StringComparison.Ordinal))
            .SelectMany(file => Root(file).Children)
            .Where(child => child is not ProjectImportElement);

        Assert.IsEmpty(content);
    }

    [TestMethod]
    [DataRow(Library, "Build")]
    [DataRow(Library + "<AWSProjectType>Lambda</AWSProjectType>", "Publish")]
    [DataRow(Executable, "Publish")]
    [DataRow(Executable + "<LambdaImageIncludeFunction>false</LambdaImageIncludeFunction>", "Build")]
    public void LambdaImage_depends_on(string properties, string target)
    {
        using var project = new EvaluatedProject(properties);

        Assert.Contains(target, DependsOn(project));
    }

    [TestMethod]
    public void LambdaImage_of_a_library_does_not_publish()
    {
        using var project = new EvaluatedProject(Library);

        Assert.DoesNotContain("Publish", DependsOn(project));
    }

    [TestMethod]
    public void LambdaImage_without_a_function_and_told_not_to_build_does_not_build()
    {
        using var project = new EvaluatedProject(Library, ("NoBuild", "true"));

        Assert.DoesNotContain("Build", DependsOn(project));
    }

    [TestMethod]
    public void LambdaImageDependsOn_of_the_project_is_extended()
    {
        using var project = new EvaluatedProject(Library + "<LambdaImageDependsOn>FillLayer</LambdaImageDependsOn>");

        Assert.Contains("FillLayer", DependsOn(project));
    }

    [TestMethod]
    public void Hook_runs_after_Publish()
    {
        var hooks = Root("build/LambdaImage.Tasks.targets").Targets.Where(target => target.AfterTargets == "Publish");

        Assert.AreEqual("_LambdaImageOnPublish", string.Join(' ', hooks.Select(hook => hook.Name)));
    }

    [TestMethod]
    public void Hooks_into_the_SDK_are_these()
    {
        var hooks = Roots().SelectMany(root => root.Targets)
            .Where(target => target.AfterTargets.Length > 0 || target.BeforeTargets.Length > 0)
            .Select(target => target.Name)
            .Order(StringComparer.Ordinal);

        Assert.AreEqual("_LambdaImageCheckContainerTargets _LambdaImageFileWrites _LambdaImageNoteBundle _LambdaImageOnPublish _LambdaImageReadBundle", string.Join(' ', hooks));
    }

    private static bool IsOurs(string name) =>
        name.StartsWith("Lambda", StringComparison.Ordinal) || name.StartsWith("_LambdaImage", StringComparison.Ordinal) ||
        name == "GeneratedLambdaImage";

    private static string[] DependsOn(EvaluatedProject project) =>
        project.Project.ExpandString(project.Targets["LambdaImage"].DependsOnTargets)
            .Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static ProjectRootElement Root(string file) => ProjectRootElement.Open(RepositoryFolder.At(file));

    private static IEnumerable<ProjectRootElement> Roots() => Files.Select(Root);
}
