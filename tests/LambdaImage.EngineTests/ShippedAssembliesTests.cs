using System.Reflection;
using LambdaImage.Testing;
using LambdaImage.TestProcess;

namespace LambdaImage.EngineTests;

/// <summary>The tests of this program, and the builds that it starts as processes, run what the package ships.</summary>
[TestClass]
public sealed class ShippedAssembliesTests
{
    [TestMethod]
    public void Assemblies_of_the_package_are_what_this_process_loads()
    {
        // Tasks are MSBuild's to load, and MSBuild is not here.
        foreach (var (name, shipped) in PackedPackage.Assemblies().Where(assembly => assembly.Key != "LambdaImage.Tasks"))
        {
            var loaded = Assembly.Load(name).Location;

            Assert.IsTrue(
                File.ReadAllBytes(loaded).AsSpan().SequenceEqual(shipped),
                $"{loaded} is not the package's {name}. Run eng/test, which puts the package's assemblies there.");
        }
    }

    [TestMethod]
    public void Assemblies_of_the_package_are_what_a_build_in_a_process_of_its_own_loads()
    {
        foreach (var (name, shipped) in PackedPackage.Assemblies())
        {
            var file = Path.Combine(TestProgram.Folder, name + ".dll");

            Assert.IsTrue(!File.Exists(file) || File.ReadAllBytes(file).AsSpan().SequenceEqual(shipped), file);
        }
    }
}
