namespace LambdaImage.Specification.Reading;

/// <summary>Tells to which part of a function a file belongs, by what the SDK says of it.</summary>
public static class FunctionParts
{
    /// <summary>Finds the part.</summary>
    /// <param name="path">The file's name below the publish folder.</param>
    /// <param name="assemblyName">The name of the function's assembly.</param>
    /// <param name="package">The metadata <c>NuGetPackageId</c>: the package that it is from. Empty for none.</param>
    /// <param name="reference">The metadata <c>ReferenceSourceTarget</c>: <c>ProjectReference</c> if it is what a referenced project is compiled to.</param>
    /// <returns>The part.</returns>
    public static FunctionPart Of(string path, string assemblyName, string package, string reference)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        return package.Length > 0 ? FunctionPart.Packages
            : name.EndsWith(".resources.dll", StringComparison.OrdinalIgnoreCase) ? FunctionPart.Files
            : reference == "ProjectReference" ? FunctionPart.Projects
            : name == assemblyName || name.StartsWith(assemblyName + ".", StringComparison.Ordinal) ? FunctionPart.Code
            : FunctionPart.Files;
    }
}
