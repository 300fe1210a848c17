namespace LambdaImage.Specification.Projects;

/// <summary>What an element of a project file declares.</summary>
public enum ProjectElementKind
{
    /// <summary>Something else, such as the metadata of an item, or a target.</summary>
    Other,

    /// <summary>A property.</summary>
    Property,

    /// <summary>An item.</summary>
    Item,
}
