namespace LambdaImage.Soak;

/// <summary>What may happen between two builds.</summary>
internal enum Edit
{
    AddFile,
    AddFolder,
    AddLink,
    ChangeInPlace,
    ChangeInPlaceWithTimeRestored,
    ReplaceByMove,
    ReplaceByCopyWithTime,
    ReplaceByUnzip,
    ReplaceByCheckout,
    ChangeMode,
    ChangeFolderMode,
    Rename,
    Delete,
    RepointLink,
    RepointRoot,
    RenameRoot,
    Reorder,
    ChangeHandler,
    ChangeBase,
    RemoveImage,
    RetagImage,
    DeleteWorkFolder,
    ForceNextBuild,
    LetFilesAge,
    KillBuild,
    Nothing,
}
