using LambdaImage.Testing;

namespace LambdaImage.BuildTests.Consumers;

/// <summary>A solution as people have it: one function, and projects of other kinds, all of which know the package.</summary>
[TestClass]
public sealed class SolutionOfKindsTests : ConsumerTests, IDisposable
{
    private const string Image = "kinds.function:latest";

    private static readonly (string Name, string Frameworks, string Body)[] Projects =
    [
        ("Kinds.Function", "<TargetFramework>net10.0</TargetFramework>", """
              <PropertyGroup><OutputType>Exe</OutputType><PublishReadyToRun>true</PublishReadyToRun></PropertyGroup>
              <ItemGroup><ProjectReference Include="../Kinds.Shared/Kinds.Shared.csproj" /></ItemGroup>
            """),
        ("Kinds.Shared", "<TargetFramework>net10.0</TargetFramework>", ""),
        ("Kinds.Multi", "<TargetFrameworks>net10.0;netstandard2.0</TargetFrameworks>", ""),
        ("Kinds.Tests", "<TargetFramework>net10.0</TargetFramework>", "<PropertyGroup><OutputType>Exe</OutputType><IsTestProject>true</IsTestProject></PropertyGroup>"),
        ("Kinds.Tool", "<TargetFramework>net10.0</TargetFramework>", "<PropertyGroup><OutputType>Exe</OutputType><IsPublishable>false</IsPublishable></PropertyGroup>"),
    ];

    private readonly Consumer _consumer = new();

    public void Dispose() => _consumer.Dispose();

    [TestCleanup]
    public async Task CleanUpAsync() => await TestEngine.RemoveAsync(Image);

    [TestMethod]
    [DataRow("reference", DisplayName = "a package reference in each project")]
    [DataRow("props", DisplayName = "one in Directory.Build.props")]
    [DataRow("global", DisplayName = "a global package reference")]
    public async Task Build_of_a_solution_makes_the_image_of_the_function_and_says_what_it_skips(string way)
    {
        Write(way);

        var run = (await RunAsync(_consumer, "build", "All.slnx", "-t:LambdaImage", "-m")).Succeeded();

        Assert.AreEqual("Kinds.Function", (await TestEngine.GetAsync(Image)).Label("lambdaimage.project"));
        Assert.IsEmpty(run.Warnings, run.ToString());
        Assert.AreEqual(1, run.Count("Kinds.Shared makes no Lambda image: it is a class library, and has no LambdaLayer"), run.ToString());
        Assert.AreEqual(2, run.Count("Kinds.Multi makes no Lambda image: it is a class library"), run.ToString());
        Assert.AreEqual(1, run.Count("Kinds.Tests makes no Lambda image: it is a test project"), run.ToString());
        Assert.AreEqual(1, run.Count("Kinds.Tool makes no Lambda image: it is not published (IsPublishable is false)"), run.ToString());
        foreach (var project in Projects.Where(project => project.Name != "Kinds.Function"))
        {
            Assert.IsNull(await TestEngine.FindAsync(project.Name.ToLowerInvariant() + ":latest"));
        }
    }

    [TestMethod]
    public async Task Build_of_a_library_alone_warns_that_it_makes_no_image()
    {
        Write("reference");

        var run = await RunAsync(_consumer, "build", "Kinds.Shared/Kinds.Shared.csproj", "-t:LambdaImage");

        Assert.AreEqual("LAMBDAIMAGE5019", string.Join(' ', run.Succeeded().Warnings.Select(warning => warning.Code)), run.ToString());
    }

    [TestMethod]
    public async Task Library_with_a_handler_warns_that_it_is_not_in_the_image()
    {
        using var consumer = new Consumer("Kinds.Handler", "<PropertyGroup><LambdaHandler>Kinds.Handler::Function::Handle</LambdaHandler></PropertyGroup>");
        try
        {
            var run = (await BuildImageAsync(consumer)).Succeeded();

            Assert.AreEqual("LAMBDAIMAGE5020", string.Join(' ', run.Warnings.Select(warning => warning.Code)), run.ToString());
        }
        finally
        {
            await TestEngine.RemoveAsync(consumer.Image);
        }
    }

    private void Write(string way)
    {
        const string Reference = "<PackageReference Include=\"LambdaImage.Tasks\"";
        foreach (var (name, frameworks, body) in Projects)
        {
            var text = Consumer.ProjectText(body, frameworks);
            _consumer.Write($"{name}/{name}.csproj", way == "reference" ? text : string.Join('\n', text.Split('\n').Where(line => !line.Contains(Reference, StringComparison.Ordinal))));
            if (body.Contains("Exe", StringComparison.Ordinal))
            {
                _consumer.Write($"{name}/Program.cs", "System.Console.WriteLine();");
            }
        }

        _consumer.Write("All.slnx", $"<Solution>{string.Concat(Projects.Select(project => $"""<Project Path="{project.Name}/{project.Name}.csproj" />"""))}</Solution>");
        var items = way == "props" ? $"""<ItemGroup>{Reference} Version="{PackedPackage.Version}" PrivateAssets="all" /></ItemGroup>""" : string.Empty;
        _consumer.Write(
            "Directory.Build.props",
            $"<Project><PropertyGroup><LambdaBaseImageRegistry>{TestEnvironment.Registry}</LambdaBaseImageRegistry><NoWarn>LAMBDAIMAGE5028</NoWarn></PropertyGroup>{items}</Project>");
        if (way == "global")
        {
            _consumer.Write(
                "Directory.Packages.props",
                $"""
                <Project>
                  <PropertyGroup><ManagePackageVersionsCentrally>true</ManagePackageVersionsCentrally></PropertyGroup>
                  <ItemGroup><GlobalPackageReference Include="LambdaImage.Tasks" Version="{PackedPackage.Version}" /></ItemGroup>
                </Project>
                """);
        }
    }
}
