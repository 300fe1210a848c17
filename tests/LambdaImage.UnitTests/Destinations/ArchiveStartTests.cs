using System.Text;
using LambdaImage.Destinations;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Destinations;

[TestClass]
public sealed class ArchiveStartTests
{
    [TestMethod]
    public void Compose_makes_whole_blocks_that_hold_the_file_of_a_layout()
    {
        var start = ArchiveStart.Compose(0);

        Assert.AreEqual(0, start.Length % 512);
        var (name, content) = RecordedRequest.ReadTar(start).Single();
        Assert.AreEqual("oci-layout", name);
        Assert.AreEqual("""{"imageLayoutVersion":"1.0.0"}""", Encoding.UTF8.GetString(content));
    }

    [TestMethod]
    public void Compose_depends_on_the_time_alone()
    {
        CollectionAssert.AreEqual(ArchiveStart.Compose(5), ArchiveStart.Compose(5));
        CollectionAssert.AreNotEqual(ArchiveStart.Compose(5), ArchiveStart.Compose(6));
    }
}
