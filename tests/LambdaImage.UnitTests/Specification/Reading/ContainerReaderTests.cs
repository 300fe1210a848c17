using LambdaImage.Diagnostics;
using LambdaImage.Specification;
using LambdaImage.Specification.Reading;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Specification.Reading;

[TestClass]
public sealed class ContainerReaderTests
{
    [TestMethod]
    public void Read_of_nothing_keeps_what_the_base_says()
    {
        var spec = ImageSpecReader.Read(Inputs.Valid);

        Assert.AreEqual((0, null, null), (spec.EntryPoint.Count, spec.User, spec.WorkingDirectory));
    }

    [TestMethod]
    [DataRow("/run", "/run")]
    [DataRow(" /run ; --port ;; 80 80 ", "/run|--port|80 80")]
    [DataRow("dotnet;Größe.dll", "dotnet|Größe.dll")]
    public void Read_of_an_entrypoint_is_a_program_and_its_arguments(string value, string parts)
    {
        Assert.AreEqual(parts, string.Join('|', Read("LambdaImageEntryPoint", value).EntryPoint));
    }

    [TestMethod]
    [DataRow("app")]
    [DataRow("1000")]
    [DataRow("1000:1000")]
    [DataRow("_svc-a.b:staff")]
    public void Read_of_a_user_is_the_user(string value)
    {
        Assert.AreEqual(value, Read("LambdaImageUser", value).User);
    }

    [TestMethod]
    [DataRow("/")]
    [DataRow("/var/task")]
    [DataRow("/my folder/größe")]
    public void Read_of_a_working_directory_is_the_folder(string value)
    {
        Assert.AreEqual(value, Read("LambdaImageWorkingDirectory", value).WorkingDirectory);
    }

    [TestMethod]
    [DataRow("LambdaImageEntryPoint", "a\nb")]
    [DataRow("LambdaImageUser", "app user")]
    [DataRow("LambdaImageUser", "app:")]
    [DataRow("LambdaImageUser", ":app")]
    [DataRow("LambdaImageUser", "-app")]
    [DataRow("LambdaImageUser", "app\n")]
    [DataRow("LambdaImageUser", "$USER")]
    [DataRow("LambdaImageWorkingDirectory", "var/task")]
    [DataRow("LambdaImageWorkingDirectory", @"C:\task")]
    [DataRow("LambdaImageWorkingDirectory", "/var/../task")]
    [DataRow("LambdaImageWorkingDirectory", "/var//task")]
    [DataRow("LambdaImageWorkingDirectory", "/var/task/")]
    [DataRow("LambdaImageWorkingDirectory", "/a\tb")]
    public void Read_of_something_else_fails_and_names_the_property(string property, string value)
    {
        var failure = Expect.Failure(DiagnosticCodes.InvalidPropertyValue, () => Read(property, value));

        Assert.AreEqual(property, failure.Origin?.Element);
        Assert.Contains(property, failure.Message);
    }

    private static ImageSpec Read(string property, string value) => ImageSpecReader.Read(Inputs.Valid.With(property, value));
}
