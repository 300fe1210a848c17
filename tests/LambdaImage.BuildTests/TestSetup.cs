using System.Runtime.CompilerServices;
using Microsoft.Build.Locator;

// Consumers wait for other processes most of the time; the tests of one class share a consumer.
[assembly: Parallelize(Workers = 3, Scope = ExecutionScope.ClassLevel)]

namespace LambdaImage.BuildTests;

/// <summary>What must happen before the first test.</summary>
internal static class TestSetup
{
    /// <summary>Points the runtime to the SDK's MSBuild, before anything touches one of its types.</summary>
    [ModuleInitializer]
    internal static void RegisterMSBuild() => MSBuildLocator.RegisterDefaults();
}
