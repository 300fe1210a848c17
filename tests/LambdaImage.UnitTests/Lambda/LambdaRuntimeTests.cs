using LambdaImage.Diagnostics;
using LambdaImage.Lambda;

namespace LambdaImage.UnitTests.Lambda;

[TestClass]
public sealed class LambdaRuntimeTests
{
    private const string Registry = "public.ecr.aws/lambda";

    private static readonly (string Runtime, string Image)[] MultiArchitecture =
    [
        ("nodejs16.x", "nodejs:16"), ("nodejs18.x", "nodejs:18"), ("nodejs20.x", "nodejs:20"), ("nodejs22.x", "nodejs:22"),
        ("nodejs24.x", "nodejs:24"),
        ("python3.8", "python:3.8"), ("python3.9", "python:3.9"), ("python3.10", "python:3.10"), ("python3.11", "python:3.11"),
        ("python3.12", "python:3.12"), ("python3.13", "python:3.13"), ("python3.14", "python:3.14"),
        ("ruby3.2", "ruby:3.2"), ("ruby3.3", "ruby:3.3"), ("ruby3.4", "ruby:3.4"), ("ruby4.0", "ruby:4.0"),
        ("java8.al2", "java:8.al2"), ("java8.al2023", "java:8.al2023"), ("java11", "java:11"), ("java11.al2023", "java:11.al2023"),
        ("java17", "java:17"), ("java17.al2023", "java:17.al2023"), ("java21", "java:21"), ("java25", "java:25"),
        ("dotnet6", "dotnet:6"), ("dotnet8", "dotnet:8"), ("dotnet9", "dotnet:9"), ("dotnet10", "dotnet:10"),
        ("provided.al2", "provided:al2"), ("provided.al2023", "provided:al2023"),
    ];

    private static readonly (string Runtime, string Image)[] SingleArchitecture = [("provided", "provided:alami"), ("go1.x", "go:1")];

    public static IEnumerable<object[]> Rows =>
        MultiArchitecture.SelectMany(row => new object[][]
        {
            [row.Runtime, "x86_64", $"{Registry}/{row.Image}-x86_64"],
            [row.Runtime, "arm64", $"{Registry}/{row.Image}-arm64"],
        }).Concat(SingleArchitecture.Select(row => new object[] { row.Runtime, "x86_64", $"{Registry}/{row.Image}" }));

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void BaseImage_of_a_runtime_is_the_one_that_aws_publishes(string runtime, string architecture, string image)
    {
        var reference = LambdaRuntime.Parse(runtime).BaseImage(Registry, LambdaArchitecture.Parse(architecture));

        Assert.AreEqual(image, reference.ToString());
    }

    [TestMethod]
    public void Names_are_those_of_the_table()
    {
        var expected = MultiArchitecture.Concat(SingleArchitecture).Select(row => row.Runtime).Order(StringComparer.Ordinal).ToList();

        CollectionAssert.AreEqual(expected, LambdaRuntime.Names.Order(StringComparer.Ordinal).ToList());
    }

    [TestMethod]
    [DataRow("dotnet6", "2.26", "dotnet10")]
    [DataRow("dotnet8", "2.34", "dotnet10")]
    [DataRow("dotnet10", "2.34", "dotnet10")]
    [DataRow("provided.al2", "2.26", null)]
    [DataRow("provided.al2023", "2.34", null)]
    [DataRow("python3.11", "2.26", "python3.14")]
    [DataRow("python3.12", "2.34", "python3.14")]
    [DataRow("nodejs18.x", "2.26", "nodejs24.x")]
    [DataRow("java17.al2023", "2.34", "java25")]
    [DataRow("go1.x", "2.17", null)]
    public void Parse_of_a_runtime_tells_its_glibc_and_the_newest_one(string name, string glibc, string? newest)
    {
        var runtime = LambdaRuntime.Parse(name);

        Assert.AreEqual(glibc, runtime.Glibc.ToString());
        Assert.IsTrue(newest is null || newest == runtime.Newest.Name, runtime.Newest.Name);
    }

    // One that is to be warned of has another to go on to.
    [TestMethod]
    public void Newest_of_each_language_is_deprecated_last()
    {
        foreach (var runtime in LambdaRuntime.Names.Select(LambdaRuntime.Parse).Where(runtime => runtime.Newest.Deprecation is not null))
        {
            Assert.IsFalse(runtime.Deprecation > runtime.Newest.Deprecation, runtime.Name);
        }
    }

    [TestMethod]
    [DataRow("dotnet10", "x86_64", "public.ecr.aws/lambda/dotnet:10-preview-x86_64")]
    [DataRow("python3.14", "arm64", "public.ecr.aws/lambda/python:3.14-preview-arm64")]
    [DataRow("go1.x", "x86_64", "public.ecr.aws/lambda/go:1-preview")]
    public void BaseImage_of_a_preview_has_the_preview_tag(string runtime, string architecture, string image)
    {
        var reference = LambdaRuntime.Parse(runtime).BaseImage(Registry, LambdaArchitecture.Parse(architecture), preview: true);

        Assert.AreEqual(image, reference.ToString());
    }

    [TestMethod]
    [DataRow("go1.x", false, "public.ecr.aws/lambda/go:1.2023.08.02.10")]
    [DataRow("go1.x", true, "public.ecr.aws/lambda/go:1.2023.08.02.10-preview")]
    public void BaseImage_of_go_on_a_windows_host_is_the_one_that_works_there(string runtime, bool preview, string image)
    {
        var reference = LambdaRuntime.Parse(runtime).BaseImage(Registry, LambdaArchitecture.X64, preview, windowsHost: true);

        Assert.AreEqual(image, reference.ToString());
    }

    [TestMethod]
    [DynamicData(nameof(Rows))]
    public void BaseImage_of_any_other_runtime_on_a_windows_host_is_the_same(string runtime, string architecture, string image)
    {
        var reference = LambdaRuntime.Parse(runtime).BaseImage(Registry, LambdaArchitecture.Parse(architecture), windowsHost: true);

        Assert.AreEqual(runtime == "go1.x" ? image + ".2023.08.02.10" : image, reference.ToString());
    }

    [TestMethod]
    [DataRow("127.0.0.1:5000/lambda", "127.0.0.1:5000/lambda/dotnet:10-x86_64")]
    [DataRow("mirror.example.com", "mirror.example.com/dotnet:10-x86_64")]
    [DataRow("mirror.example.com/aws/lambda/", "mirror.example.com/aws/lambda/dotnet:10-x86_64")]
    public void BaseImage_of_a_mirror_is_in_the_mirror(string registry, string image)
    {
        var reference = LambdaRuntime.Parse("dotnet10").BaseImage(registry, LambdaArchitecture.X64);

        Assert.AreEqual(image, reference.ToString());
    }

    [TestMethod]
    [DataRow("provided")]
    [DataRow("go1.x")]
    public void BaseImage_of_a_single_architecture_runtime_for_arm64_fails_and_lists_the_others(string runtime)
    {
        var failure = Expect.Failure(
            DiagnosticCodes.InvalidArchitecture,
            () => LambdaRuntime.Parse(runtime).BaseImage(Registry, LambdaArchitecture.Arm64));

        foreach (var (name, _) in MultiArchitecture)
        {
            Assert.Contains(name, failure.Message);
        }
    }

    [TestMethod]
    [DataRow("dotnet11", "dotnet:11-arm64")]
    [DataRow("nodejs26.x", "nodejs:26-arm64")]
    [DataRow("python3.15", "python:3.15-arm64")]
    [DataRow("ruby4.1", "ruby:4.1-arm64")]
    [DataRow("java29", "java:29-arm64")]
    public void Parse_of_a_runtime_that_is_newer_than_the_table_gives_the_image_that_its_name_tells(string name, string image)
    {
        var runtime = LambdaRuntime.Parse(name);

        Assert.IsFalse(runtime.IsKnown);
        Assert.AreEqual("registry.example/lambda/" + image, runtime.BaseImage("registry.example/lambda", LambdaArchitecture.Arm64).ToString());
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("dotnet")]
    [DataRow("dotnet7")]
    [DataRow("dotnet011")]
    [DataRow("dotnet99")]
    [DataRow("python4")]
    [DataRow("python3.8.1")]
    [DataRow("nodejs21.x")]
    [DataRow("java11.al2")]
    [DataRow("DOTNET10")]
    [DataRow("dotnet10 ")]
    [DataRow("dotnet10\n")]
    [DataRow("nodejs22")]
    public void Parse_of_an_unknown_runtime_fails_and_lists_the_valid_ones(string name)
    {
        var failure = Expect.Failure(DiagnosticCodes.InvalidRuntime, () => LambdaRuntime.Parse(name));

        foreach (var valid in LambdaRuntime.Names)
        {
            Assert.Contains(valid, failure.Message);
        }
    }

    [TestMethod]
    [DataRow("provided", true)]
    [DataRow("provided.al2", true)]
    [DataRow("provided.al2023", true)]
    [DataRow("dotnet10", false)]
    [DataRow("go1.x", false)]
    public void IsCustom_of_a_runtime_tells_whether_the_base_lacks_one(string name, bool custom)
    {
        Assert.AreEqual(custom, LambdaRuntime.Parse(name).IsCustom);
    }
}
