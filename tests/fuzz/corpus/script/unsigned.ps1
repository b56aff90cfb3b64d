Write-Host hi
x
