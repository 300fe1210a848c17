using System.Reflection;
using LambdaImage.Testing;

namespace LambdaImage.UnitTests.Pipeline;

/// <summary>Runs a test on each store that loads images without the layers that it has.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class EachLoadingStoreAttribute : Attribute, ITestDataSource
{
    public IEnumerable<object?[]> GetData(MethodInfo methodInfo) => [[ScriptedStore.GraphDriver], [ScriptedStore.Containerd], [ScriptedStore.Podman]];

    public string? GetDisplayName(MethodInfo methodInfo, object?[]? data) => $"{methodInfo.Name} ({data?[0]})";
}
