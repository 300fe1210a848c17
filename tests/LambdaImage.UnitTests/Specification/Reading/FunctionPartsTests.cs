using LambdaImage.Diagnostics;
using LambdaImage.Specification;
using LambdaImage.Specification.Reading;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Specification.Reading;

[TestClass]
public sealed class FunctionPartsTests
{
    [TestMethod]
    [DataRow("Package.dll", "Package", "", FunctionPart.Packages)]
    [DataRow("runtimes/linux-x64/native/native.so", "Package", "", FunctionPart.Packages)]
    [DataRow("de/Package.resources.dll", "Package", "", FunctionPart.Packages)]
    [DataRow("Hello.Shared.dll", "", "ProjectReference", FunctionPart.Projects)]
    [DataRow("de/Shared.resources.dll", "", "ProjectReference", FunctionPart.Files)]
    [DataRow("de/Hello.resources.dll", "", "", FunctionPart.Files)]
    [DataRow("vendor.dll", "", "ResolveAssemblyReference", FunctionPart.Files)]
    [DataRow("appsettings.json", "", "", FunctionPart.Files)]
    [DataRow("HelloWorld.dll", "", "", FunctionPart.Files)]
    [DataRow("Hello", "", "", FunctionPart.Code)]
    [DataRow("Hello.dll", "", "", FunctionPart.Code)]
    [DataRow("Hello.deps.json", "", "", FunctionPart.Code)]
    [DataRow("Hello.runtimeconfig.json", "", "", FunctionPart.Code)]
    public void Of_tells_parts_by_origin_and_name(string path, string package, string reference, FunctionPart part)
    {
        Assert.AreEqual(part, FunctionParts.Of(path, "Hello", package, reference));
    }

    [TestMethod]
    [DataRow("", LayerSplit.Auto)]
    [DataRow("auto", LayerSplit.Auto)]
    [DataRow("Always", LayerSplit.Always)]
    [DataRow("never", LayerSplit.Never)]
    public void Read_takes_whether_to_split_from_the_property(string value, LayerSplit split)
    {
        Assert.AreEqual(split, ImageSpecReader.Read(Inputs.Valid.With("LambdaLayerSplit", value)).Split);
    }

    [TestMethod]
    public void Read_of_another_value_fails_at_the_property()
    {
        var failure = Expect.Failure(DiagnosticCodes.InvalidPropertyValue, () => ImageSpecReader.Read(Inputs.Valid.With("LambdaLayerSplit", "true")));

        Assert.AreEqual("LambdaLayerSplit", failure.Origin?.Element);
        Assert.Contains("Auto, Always, Never", failure.Message);
    }
}
