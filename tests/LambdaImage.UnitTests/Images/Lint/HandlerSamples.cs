using ICSharpCode.SharpZipLib.Zip.Compression;

namespace LambdaImage.UnitTests.Images.Lint;

#pragma warning disable CA1034, CA1052 // Nested types should not be visible; static holder types: handlers name such types, too.

/// <summary>Types that handlers of tests name.</summary>
public static class HandlerSamples
{
    /// <summary>A type in another.</summary>
    public class Base
    {
        public static string Inherited(string text) => text;

        public static string Twice(string text) => text;

        public static string Twice(int number) => $"{number}";

        public static T Generic<T>(T value) => value;
    }

    /// <summary>A type with a base type beside it.</summary>
    public class Derived : Base
    {
        public static string Own(string text) => text;

        internal static string Hidden(string text) => text;
    }

    /// <summary>A type with type parameters.</summary>
    /// <typeparam name="T">Anything.</typeparam>
    public class Generic<T>
    {
        public T? Value { get; set; }

        public T? Handle() => Value;
    }

    /// <summary>A type with one as its base.</summary>
    public class OfGeneric : Generic<string>;

    /// <summary>A type whose base type another assembly of the output has.</summary>
    public class FromPackage : Inflater;

    /// <summary>A type whose base type the framework has.</summary>
    public class FromFramework : MemoryStream;
}
