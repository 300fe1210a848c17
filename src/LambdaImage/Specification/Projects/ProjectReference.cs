namespace LambdaImage.Specification.Projects;

/// <summary>A place where a project file uses the value of a property, or items.</summary>
/// <param name="By">The property or item that is declared by it; empty for a target and others.</param>
/// <param name="Name">The name of the property, or of the items.</param>
internal readonly record struct ProjectReference(string By, string Name);
