using LambdaImage.Diagnostics;
using LambdaImage.Images.Lint;
using LambdaImage.Specification;
using LambdaImage.Specification.LayerSources;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Images.Lint;

[TestClass]
public sealed class PublishFolderLintTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Check_of_a_folder_that_holds_the_files_sees_nothing()
    {
        Publish("Hello.dll");
        Publish("data/settings.json");

        Assert.IsEmpty(Check("Hello.dll", "data/settings.json"));
    }

    [TestMethod]
    public void Check_of_a_folder_that_is_not_there_sees_nothing()
    {
        _folder.Write("obj/Hello.dll", "content");

        Assert.IsEmpty(Check("Hello.dll"));
    }

    [TestMethod]
    [DataRow("Old.dll")]
    [DataRow("data/old.json")]
    [DataRow("hello.dll")]
    public void Check_of_a_file_that_is_not_listed_names_it(string file)
    {
        Publish("Hello.dll");
        _folder.Write("publish/" + file, "content");

        var warning = Check("Hello.dll").Single();

        Assert.AreEqual("LAMBDAIMAGE5015", warning.Descriptor!.Code);
        Assert.Contains($"holds 1 file that this publish did not put there: '{file}'.", warning.Text);
        Assert.Contains("LambdaFunctionFile", warning.Text);
    }

    [TestMethod]
    public void Check_of_the_web_servers_configuration_that_the_SDK_writes_sees_nothing()
    {
        Publish("Hello.dll");
        _folder.Write("publish/web.config", "content");

        Assert.IsEmpty(Check("Hello.dll"));
    }

    [TestMethod]
    public void Check_of_many_files_that_are_not_listed_names_three()
    {
        for (var i = 0; i < 20; i++)
        {
            _folder.Write($"publish/old{i:00}", "content");
        }

        Assert.Contains("20 files that this publish did not put there: 'old00', 'old01', 'old02', ….", Check().Single().Text);
    }

    [TestMethod]
    [DataRow("CONTENT")]
    [DataRow("longer content")]
    public void Check_of_a_file_with_other_content_names_it(string content)
    {
        Publish("Hello.dll");
        File.SetLastWriteTimeUtc(_folder.Write("publish/Hello.dll", content), DateTime.UnixEpoch);

        var warning = Check("Hello.dll").Single();

        Assert.AreEqual("LAMBDAIMAGE5015", warning.Descriptor!.Code);
        Assert.Contains("1 file is not what the project publishes", warning.Text);
        Assert.Contains("'Hello.dll'", warning.Text);
    }

    [TestMethod]
    public void Check_of_the_same_content_of_another_time_sees_nothing()
    {
        Publish("Hello.dll");
        File.SetLastWriteTimeUtc(_folder.At("publish/Hello.dll"), DateTime.UnixEpoch);

        Assert.IsEmpty(Check("Hello.dll"));
    }

    [TestMethod]
    public void Check_of_a_file_that_is_added_from_the_folder_sees_nothing()
    {
        Publish("Hello.dll");
        var changed = _folder.Write("publish/Hello.dll", "changed content");

        Assert.IsEmpty(CheckFiles([new(_folder.At("obj/Hello.dll"), "Hello.dll"), new(changed, "Hello.dll")]));
    }

    private void Publish(string file)
    {
        _folder.Write("obj/" + file, "content");
        _folder.Write("publish/" + file, "content");
        File.SetLastWriteTimeUtc(_folder.At("publish/" + file), File.GetLastWriteTimeUtc(_folder.At("obj/" + file)));
    }

    private List<BuildMessage> Check(params string[] files) =>
        CheckFiles([.. files.Select(file => new FunctionFile(_folder.At("obj/" + file), file))]);

    private List<BuildMessage> CheckFiles(IReadOnlyList<FunctionFile> files) =>
        [.. PublishFolderLint.Check(new() { Kind = LayerKind.Function, Name = "Hello", Source = new PublishOutputSource(_folder.At("publish"), files) })];
}
