using System.Net;
using System.Text;
using System.Text.Json;
using LambdaImage.Engines;

namespace LambdaImage.UnitTests.Engines;

[TestClass]
public sealed class EngineStoreTests
{
    private const string Docker = "Docker/28.5.2 (linux)";
    private const string Containerd = """{"Driver":"overlayfs","DriverStatus":[["driver-type","io.containerd.snapshotter.v1"]]}""";

    [TestMethod]
    [DataRow(Docker, """{"Driver":"overlay2","DriverStatus":[["Backing Filesystem","extfs"]]}""", EngineStoreKind.GraphDriver)]
    [DataRow(Docker, """{"Driver":"vfs","DriverStatus":null}""", EngineStoreKind.GraphDriver)]
    [DataRow("Docker/20.10.24 (windows)", """{"Driver":"windowsfilter"}""", EngineStoreKind.GraphDriver)]
    [DataRow(Docker, Containerd, EngineStoreKind.Containerd)]
    [DataRow(Docker, """{"Driver":"stargz","DriverStatus":[["a","b"],["driver-type","io.containerd.snapshotter.v1"]]}""", EngineStoreKind.Containerd)]
    [DataRow("Libpod/4.3.1 (linux)", """{"Driver":"overlay"}""", EngineStoreKind.Podman)]
    [DataRow("Libpod/4.3.1 (linux)", Containerd, EngineStoreKind.Podman)]
    [DataRow("", """{"Driver":"overlay2"}""", EngineStoreKind.Other)]
    [DataRow("nginx", """{"Driver":"overlay2"}""", EngineStoreKind.Other)]
    [DataRow("Dockerish", """{"Driver":"overlay2"}""", EngineStoreKind.Other)]
    public void Read_of_what_an_engine_says_knows_its_store(string server, string info, EngineStoreKind expected)
    {
        Assert.AreEqual(expected, Read(server, info).Kind);
    }

    [TestMethod]
    [DataRow("""{}""")]
    [DataRow("""{"Driver":null,"DriverStatus":{}}""")]
    [DataRow("""{"DriverStatus":"io.containerd.snapshotter.v1"}""")]
    [DataRow("""{"DriverStatus":["io.containerd.snapshotter.v1",5,null,{},[],[5,null,{}]]}""")]
    public void Read_of_odd_facts_takes_the_store_for_a_graph_drivers(string info)
    {
        Assert.AreEqual(EngineStoreKind.GraphDriver, Read(Docker, info).Kind);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("null")]
    [DataRow("[]")]
    [DataRow("<html>")]
    [DataRow("""{"Driver":"over""")]
    [DataRow("""{"Driver":5}""")]
    [DataRow("""{"Driver":"\ud800"}""")]
    public void Read_of_no_facts_fails(string info)
    {
        Assert.Throws<JsonException>(() => Read(Docker, info));
    }

    [TestMethod]
    public void Read_describes_the_engine_and_its_driver()
    {
        Assert.AreEqual("Libpod/4.3.1 (linux), storage driver overlay", Read("Libpod/4.3.1 (linux)", """{"Driver":"overlay"}""").Description);
        Assert.AreEqual("an unnamed engine, storage driver unknown", Read(string.Empty, "{}").Description);
    }

    [TestMethod]
    public void Untold_is_of_no_known_kind_and_says_the_status()
    {
        var store = EngineStore.Untold(HttpStatusCode.Forbidden);

        Assert.AreEqual(EngineStoreKind.Other, store.Kind);
        Assert.Contains("403", store.Description);
    }

    private static EngineStore Read(string server, string info) => EngineStore.Read(server, Encoding.UTF8.GetBytes(info));
}
