using System.IO.Compression;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using LambdaImage.Testing;

namespace LambdaImage.BuildTests;

[TestClass]
public sealed class PackageContentTests
{
    private static readonly string[] Expected =
    [
        "LambdaImage.Tasks.nuspec",
        "README.md",
        "build/LambdaImage.Architectures.targets",
        "build/LambdaImage.BuildId.proj",
        "build/LambdaImage.SdkContainer.targets",
        "build/LambdaImage.Tasks.props",
        "build/LambdaImage.Tasks.targets",
        "build/LambdaImage.ToolsDefaults.targets",
        "buildMultiTargeting/LambdaImage.Tasks.targets",
        "buildTransitive/LambdaImage.Tasks.props",
        "buildTransitive/LambdaImage.Tasks.targets",
        "docs/diagnostics.md",
        "tools/net10.0/AWSSDK.Core.dll",
        "tools/net10.0/AWSSDK.SSO.dll",
        "tools/net10.0/AWSSDK.SSOOIDC.dll",
        "tools/net10.0/AWSSDK.SecurityToken.dll",
        "tools/net10.0/Docker.DotNet.Handler.Abstractions.dll",
        "tools/net10.0/Docker.DotNet.LegacyHttp.dll",
        "tools/net10.0/Docker.DotNet.NPipe.dll",
        "tools/net10.0/Docker.DotNet.NativeHttp.dll",
        "tools/net10.0/Docker.DotNet.Unix.dll",
        "tools/net10.0/Docker.DotNet.dll",
        "tools/net10.0/ICSharpCode.SharpZipLib.dll",
        "tools/net10.0/LambdaImage.Tasks.deps.json",
        "tools/net10.0/LambdaImage.Tasks.dll",
        "tools/net10.0/LambdaImage.dll",
        "tools/net10.0/Microsoft.Extensions.DependencyInjection.Abstractions.dll",
        "tools/net10.0/Microsoft.Extensions.Logging.Abstractions.dll",
        "tools/net10.0/Microsoft.Net.Http.Client.dll",
        "tools/net10.0/System.IO.Hashing.dll",
        "tools/net10.0/linux-x64/ICSharpCode.SharpZipLib.dll",
        "tools/net10.0/linux-x64/LambdaImage.Tasks.deps.json",
        "tools/net10.0/linux-x64/LambdaImage.Tasks.dll",
        "tools/net10.0/linux-x64/LambdaImage.dll",
        "tools/net10.0/linux-x64/System.IO.Hashing.dll",
    ];

    [TestMethod]
    public void Package_packed_holds_exactly_these_files()
    {
        var entries = Entries();

        CollectionAssert.AreEqual(Expected, entries, string.Join('\n', entries));
    }

    [TestMethod]
    [DataRow("LambdaImage.dll")]
    [DataRow("LambdaImage.Tasks.dll")]
    public void Package_packed_holds_code_for_one_platform_in_that_platforms_folder_alone(string assembly)
    {
        Assert.IsFalse(IsCompiledAhead("tools/net10.0/" + assembly));
        Assert.IsTrue(IsCompiledAhead("tools/net10.0/linux-x64/" + assembly));
    }

    [TestMethod]
    [DataRow("lib/")]
    [DataRow("ref/")]
    [DataRow("runtimes/")]
    public void Package_packed_has_nothing_to_reference(string folder) =>
        Assert.IsFalse(Entries().Any(entry => entry.StartsWith(folder, StringComparison.Ordinal)));

    [TestMethod]
    public void Package_packed_brings_no_assembly_of_MSBuild() =>
        Assert.IsFalse(Entries().Any(entry => Path.GetFileName(entry).StartsWith("Microsoft.Build", StringComparison.OrdinalIgnoreCase)));

    [TestMethod]
    public void Package_packed_brings_no_symbols_of_the_build_machine() =>
        Assert.IsFalse(Entries().Any(entry => entry.EndsWith(".pdb", StringComparison.OrdinalIgnoreCase)));

    [TestMethod]
    public void Nuspec_packed_has_no_dependency() =>
        Assert.IsEmpty(Metadata().Descendants().Where(element => element.Name.LocalName is "dependency" or "frameworkReference"));

    [TestMethod]
    [DataRow("id", "LambdaImage.Tasks")]
    [DataRow("developmentDependency", "true")]
    [DataRow("license", "MIT")]
    [DataRow("readme", "README.md")]
    public void Nuspec_packed_says(string element, string value) =>
        Assert.AreEqual(value, Metadata().Elements().Single(child => child.Name.LocalName == element).Value);

    [TestMethod]
    public void Nuspec_packed_has_the_version_of_the_file_name() =>
        Assert.AreEqual(PackedPackage.Version, Metadata().Elements().Single(child => child.Name.LocalName == "version").Value);

    private static XElement Metadata()
    {
        using var package = ZipFile.OpenRead(PackedPackage.File);
        using var nuspec = package.GetEntry("LambdaImage.Tasks.nuspec")!.Open();
        return XDocument.Load(nuspec).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
    }

    // Without the entries that every package has for the packaging format itself.
    private static string[] Entries()
    {
        using var package = ZipFile.OpenRead(PackedPackage.File);
        return
        [
            .. package.Entries.Select(entry => entry.FullName)
                .Where(name => !name.StartsWith("_rels/", StringComparison.Ordinal) &&
                    !name.StartsWith("package/", StringComparison.Ordinal) && name != "[Content_Types].xml")
                .Order(StringComparer.Ordinal),
        ];
    }

    // Code that is compiled ahead stands in a part of its own, which only such assemblies have.
    private static bool IsCompiledAhead(string entry)
    {
        using var package = ZipFile.OpenRead(PackedPackage.File);
        using var content = new MemoryStream();
        using (var stream = package.GetEntry(entry)!.Open())
        {
            stream.CopyTo(content);
        }

        content.Position = 0;
        using var assembly = new PEReader(content);
        return assembly.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0;
    }
}
